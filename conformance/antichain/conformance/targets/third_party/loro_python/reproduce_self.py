"""A version vector is merged with itself."""

from loro import ID, VersionVector

vector = VersionVector()
vector.set_end(ID(1, 1))
try:
    vector.merge(vector)
    print("merged")
except RuntimeError as why:
    print(f"RuntimeError: {why}")
