# Sourced by the launchers: finds a JDK 25 or newer (JAVA_HOME first, then the usual places) and names its java in JAVA.

swarmd_java_version() {
  "$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

swarmd_find_java() {
  local candidate version
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)" \
      /usr/lib/jvm/*25*/bin/java /usr/lib/jvm/*/bin/java /opt/*25*/bin/java "$HOME"/.sdkman/candidates/java/*/bin/java \
      /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    # The release file beside a JDK tells its version without starting it.
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$(dirname "$(dirname "$(readlink -f "$candidate")")")/release" 2>/dev/null)
    [ -n "$version" ] || version=$(swarmd_java_version "$candidate")
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      JAVA=$candidate
      return 0
    fi
  done
  echo "swarmd needs a JDK 25 or newer and found none: install one (for example Temurin 25) or set JAVA_HOME to it." >&2
  return 1
}

# The jars of one module and what it needs, as a class path without an empty element.
swarmd_class_path() {
  local module=$1 jar path=
  if ! ls "$root/$module/target/$module"-*.jar >/dev/null 2>&1 || [ ! -d "$root/$module/target/lib" ]; then
    echo "$module is not built yet: run 'mvn -q package -DskipTests' in $root, or bin/quickstart." >&2
    return 1
  fi
  for jar in "$root/$module/target/$module"-[0-9]*.jar "$root/$module/target/lib"/*.jar; do
    case $jar in *-tests.jar) continue ;; esac
    path=${path:+$path:}$jar
  done
  CLASS_PATH=$path
}
