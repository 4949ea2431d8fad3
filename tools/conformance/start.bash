# Sourced by `worker` and `client-driver`: starts a class of this module in a JVM that comes up fast.
# The suites start some two thousand processes, so the classes of both programs come from one archive, which the first
# start after a build makes.

home=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
target=$home/target
jar=$(echo "$target"/vgi-conformance-*.jar)
if [ ! -f "$target/class-path" ] || [ ! -f "$jar" ]; then
  echo "${0##*/}: not built; run mvn -pl tools/conformance -am package -DskipTests" >&2
  exit 1
fi
class_path=$jar:$(<"$target/class-path")
archive=$target/classes.jsa
java=("${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+IgnoreUnrecognizedVMOptions --add-opens=java.base/java.nio=ALL-UNNAMED
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
  -Xshare:auto -Xlog:disable -Xlog:all=warning:stderr -Dorg.slf4j.simpleLogger.defaultLogLevel=warn)

outdated() { # whether any file of the class path is newer than the archive
  local entry
  [ -f "$archive" ] || return 0
  while IFS= read -r -d : entry; do
    [ ! "$entry" -nt "$archive" ] || return 0
  done <<<"$class_path:"
  return 1
}

archive_classes() { # dumps the classes of a driver that has talked to a worker in its own process
  "${java[@]}" -XX:ArchiveClassesAtExit="$archive.$$" -cp "$class_path" dev.vgi.tools.conformance.driver.Rehearsal \
    >/dev/null 2>&1 || true
  [ ! -f "$archive.$$" ] || mv "$archive.$$" "$archive"
}

# start CLASS JVM_OPTIONS ARGUMENT...: becomes that program; the options are one word, split at spaces.
start() {
  local class=$1 options=$2
  shift 2
  if outdated; then
    (
      flock 9
      ! outdated || archive_classes
    ) 9>"$archive.lock"
  fi
  # shellcheck disable=SC2086
  exec "${java[@]}" $options -XX:SharedArchiveFile="$archive" -cp "$class_path" "$class" "$@"
}
