"""Scans a training set with the command line and reads what it says; needs nothing but Python 3.9's own library.

    python3 scan.py --train T --clean C [--model M, or any other option of deepdefense scan]

The program is `deepdefense` on the PATH, or what DEEPDEFENSE says: DEEPDEFENSE="dotnet .../DeepDefense.Cli.dll".
Exit codes are the program's: 0 nothing found, 1 poison found, 2 failed, incomplete or inconclusive, 3 nothing to scan, 4 wrong usage.
"""
import csv, json, os, shlex, subprocess, sys, tempfile

PROGRAM = shlex.split(os.environ.get("DEEPDEFENSE", "deepdefense"))


def deepdefense(*arguments):
    """Runs a command. Its talk goes to stderr; its result, one JSON object, comes back beside the exit code."""
    done = subprocess.run([*PROGRAM, *arguments, "--json"], stdout=subprocess.PIPE, encoding="utf-8")
    if not done.stdout:  # it failed before there was a result, and has said why
        sys.exit(done.returncode)
    return done.returncode, json.loads(done.stdout)


with tempfile.TemporaryDirectory() as folder:
    table, lines = os.path.join(folder, "scan.csv"), os.path.join(folder, "rows.jsonl")
    code, result = deepdefense("scan", "--out", table, "--rows", lines, *sys.argv[1:])
    verdict = result["verdict"]
    print(f"{verdict['severity']}: {verdict['headline']} ({result['images']} images, {len(result['skipped'])} not read)")

    with open(table, newline="", encoding="utf-8") as file:
        flagged = [row for row in csv.DictReader(file) if row["flagged"] == "1"]
    print(f"{len(flagged)} flagged")

    with open(lines, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in sorted(rows, key=lambda row: -row["score"])[:5]:
        views = ", ".join(f"{name} {share:.2f}" for name, share in row["percentiles"].items() if share is not None)
        print(f"{row['path']} row {row['row']}, {row['class']}: {row['verdict']}, score {row['score']:.2f} {views}")
sys.exit(code)
