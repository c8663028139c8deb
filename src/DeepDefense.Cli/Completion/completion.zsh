#compdef deepdefense
# zsh completion for deepdefense. For this shell, after compinit: source <(deepdefense completion zsh)
_deepdefense() {
  local line="${words[2,CURRENT-1]} ${PREFIX}"
  local -a found
  line="${line# }"
  found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2> /dev/null)}")
  found=("${(@)found:#}")
  if (( ${#found} )); then compadd -a found; else _files; fi
}
if [[ "${funcstack[1]}" == _deepdefense ]]; then _deepdefense "$@"; else compdef _deepdefense deepdefense; fi
