# Usage: sh supervise.sh DIRECTORY
# Runs DIRECTORY/run in a session of its own and keeps its exit code in DIRECTORY/exit, also when the agent is gone
# meanwhile. It runs in the foreground, because a shell starts background commands with SIGINT and SIGQUIT ignored.
directory=$1
setsid sh "$directory/run" </dev/null >>"$directory/stdout.log" 2>>"$directory/stderr.log"
code=$?
# What the command left in its process group ends with it.
if read -r pid start <"$directory/pid"; then
  kill -s KILL -- "-$pid"
fi 2>/dev/null
echo "$code" >"$directory/exit.new" && mv "$directory/exit.new" "$directory/exit"
