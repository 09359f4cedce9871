module adapter

go 1.21

require github.com/DistributedClocks/GoVector v@VERSION@
