package cluster

import (
	"context"
	"fmt"
	"strconv"
)

// watchScript waits until nobody uses the server, killed users included, then lingers, and then, unless a new user came,
// stops it and deletes its data, holding the lock that Start takes.
const watchScript = `
users=$1 lock=$2 data=$3 pid=$4 seconds=$5
ours='[ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ]'
end="$ours"' || exit
kill -INT "$2" 2>/dev/null
while kill -0 "$2" 2>/dev/null; do sleep 0.1; done
rm -rf "$1"'
while sh -c "$ours" ours "$data" "$pid"; do
	flock "$users" true
	sleep "$seconds"
	flock "$lock" flock --nonblock "$users" sh -c "$end" end "$data" "$pid"
done
`

// watch starts the process that ends a disposable server. It has to outlive this program, so it is not part of it.
func (h clusterDir) watch(p postmaster) error {
	self := account{}
	cmd := self.command(context.Background(), "sh", "-c", watchScript, "watch",
		h.path("users"), h.path("lock"), h.data(), strconv.Itoa(p.pid), fmt.Sprint(h.linger.Seconds()))
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cluster: watch the server: %w", err)
	}
	go cmd.Wait() // only to clear the process away; what it returns means nothing
	return nil
}
