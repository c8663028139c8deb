"""A row of the table, and how a hostile twin is tried."""
import dataclasses
import pathlib
import shutil

from program import deepdefense

MORE_MEGABYTES = 200  # than the honest file took


@dataclasses.dataclass(frozen=True)
class Twin:
    """A file made to harm: which one of a set or beside a model, what is done to it, and what the refusal must name."""
    what: str
    file: str
    damage: callable  # of the path
    named: str = ""  # by default the file
    seconds: int = 0  # that a network is tried for, where not for as long as usual


class Row:
    def __init__(self, name):
        self.name, self.read, self.written, self.refused, self.failures = name, "", "not written", [], []
        self.honest, self.hostile = 0, 0  # megabytes

    def check(self, holds, what):
        """True or False; what does not hold is a failure of the row."""
        if not holds:
            self.failures.append(what)
        return holds

    def run(self, *arguments):
        """A command that must end well."""
        ran = deepdefense(*arguments)
        self.honest = max(self.honest, ran.megabytes)
        self.check(ran.code == 0, f"{' '.join(map(str, arguments[:2]))} ended with {ran.code}: {ran.message}")
        return ran

    def refuse(self, twin, folder, marker, arguments):
        """Tries a copy of the folder with one file damaged; arguments: of the path of the copy."""
        copy = folder.with_name(f"{folder.name}-{twin.what.replace(' ', '-').replace('/', '-')}")
        shutil.copytree(folder, copy)
        twin.damage(copy / twin.file)
        ran = deepdefense(*arguments(copy), environment={"DEEPDEFENSE_TRIAL_SECONDS": str(twin.seconds)} if twin.seconds else {})
        self.hostile = max(self.hostile, ran.megabytes)
        named = twin.named or pathlib.Path(twin.file).name
        self.check(ran.code == 2, f"{twin.what}: exit code {ran.code}, not 2: {ran.message}")
        self.check(named in ran.talk, f"{twin.what}: {named} is not named: {ran.message}")
        self.check("   at DeepDefense" not in ran.talk and "fault" not in ran.message, f"{twin.what}: an unexpected fault: {ran.message}")
        self.check(ran.megabytes <= self.honest + MORE_MEGABYTES, f"{twin.what}: {ran.megabytes:.0f} MB, the honest file {self.honest:.0f}")
        if not self.check(not marker.exists(), f"{twin.what}: the payload ran"):
            marker.unlink()
        message = ran.message.replace(f"{copy}/", "").replace(str(copy), copy.name).replace("|", "\\|")
        self.refused.append(f"{twin.what}: {ran.code}, {shortened(message)}")
        shutil.rmtree(copy)

    def __str__(self):
        failed = f" **failed: {'; '.join(self.failures)}**".replace("\n", " ") if self.failures else ""
        return f"| {self.name} | {self.read} | {self.written} | {'<br>'.join(self.refused) or 'as above'}{failed} | {self.honest:.0f} / {f'{self.hostile:.0f}' if self.refused else '-'} |"


def shortened(text, most=90):
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " ..."
