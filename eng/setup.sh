# Sourced by ./deepdefense and ./test: installs the Debian packages that are missing, and those in "more", as root or through sudo.
command -v dotnet > /dev/null || { echo "the .NET 10 SDK is missing: see https://dotnet.microsoft.com/download" >&2; exit 2; }
packages=(cmake g++ libtorch-dev libopenblas0-pthread libturbojpeg0 libpng16-16 librsvg2-bin fonts-dejavu-core "${more[@]}")
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then as_root=()
  elif command -v sudo > /dev/null; then as_root=(sudo)
  else echo "missing: run as root: apt-get install ${missing[*]}" >&2; exit 2
  fi
  echo "installing ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi
