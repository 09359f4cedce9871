"""The feed as a target: real server processes that crash, lose disks and are cloned."""
