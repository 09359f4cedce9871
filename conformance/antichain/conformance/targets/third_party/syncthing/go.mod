module adapter

go 1.23.0

require github.com/syncthing/syncthing v@VERSION@
