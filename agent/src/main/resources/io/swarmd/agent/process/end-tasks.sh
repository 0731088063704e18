# Usage: sh end-tasks.sh
# Ends the processes of all tasks whose records lie beside this script, for a node that does not come back. A process
# counts only when its start time is the recorded one, as process numbers are used again.
cd "$(dirname "$0")" || exit 1
for record in */pid; do
  [ -f "$record" ] || continue
  read -r pid start <"$record"
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
  set -- ${stat##*) }
  shift 19
  if [ "$1" = "$start" ]; then
    kill -s KILL -- "-$pid" && echo "ended process group $pid of task ${record%/pid}"
  fi
done
