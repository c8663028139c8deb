# fish completion for deepdefense. For this shell: deepdefense completion fish | source
function __deepdefense_suggestions
    set -l tokens (commandline --current-process --tokenize --cut-at-cursor)
    set -l line (string join -- ' ' $tokens[2..] (commandline --current-token --cut-at-cursor))
    $tokens[1] "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null
end
complete --command deepdefense --arguments '(__deepdefense_suggestions)'
