# bash completion for deepdefense. For this shell: source <(deepdefense completion bash)
_deepdefense() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
  line=${line#"${COMP_WORDS[0]}"}
  line=${line# }
  # Where the program has nothing to suggest, -o default offers files.
  mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2> /dev/null)" -- "$word")
}
complete -o default -F _deepdefense deepdefense
