"""The languages in which ``antichain new-adapter`` writes an adapter, and what each needs to build and run it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LANGUAGES", "Language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language, and the adapter that is written in it.

    ``adapter``, ``counter`` and ``protocol`` name the file to edit, the placeholder for the library, and the loop of
    the protocol. ``tools`` are the programs that ``build`` and ``run`` need, and ``libraries`` those that pkg-config
    must know. ``build`` are lines for a shell, in the folder of the adapter; ``run`` is the target, for ``antichain
    check``. ``downloads`` says that ``build`` fetches packages. ``install`` prepares a machine of GitHub Actions.
    ``needs`` and ``numbers`` are sentences for the README: what must be installed, and what the language's numbers
    allow. ``kinds`` are those for which there is an adapter.
    """

    title: str
    adapter: str
    counter: str
    protocol: str
    tools: tuple[str, ...]
    run: str
    needs: str
    numbers: str
    libraries: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    downloads: bool = False
    install: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("g-counter",)

    def stand_in(self, kind: str) -> str:
        """Return the file that stands in for the library, for one of the kinds.

        >>> LANGUAGES["rust"].stand_in("version-vector")
        'src/clock.rs'
        """
        return self.counter.replace("counter", "clock") if kind == "version-vector" else self.counter

    @property
    def commands(self) -> tuple[str, ...]:
        """Lines for a shell that build the adapter, examine it, and check the implementation behind it."""
        target = f'"{self.run}"' if " " in self.run else self.run
        return (*self.build, f"antichain doctor {target}", f"antichain check {target}")


_KINDS = ("g-counter", "pn-counter", "version-vector")
_SAFE_INTEGERS = (
    "Numbers of JavaScript are exact up to 2^53 - 1, and `hello` claims this bound by `max` and `overflow`. With BigInt"
    " there is no bound: leave both out."
)
_WHOLE = (
    " `{protocol}` refuses an amount such as 0.5, which no {name} holds. If your library takes floating-point numbers,"
    " pass the amount on there, so that the library refuses it."
)
_INT64 = "The largest {name} is 2^63 - 1, and `hello` claims this bound by `max` and `overflow`." + _WHOLE

LANGUAGES = {
    "python": Language(
        title="Python",
        adapter="adapter.py",
        counter="counter.py",
        protocol="protocol.py",
        tools=("python3",),
        run="python3 adapter.py",
        needs="Python 3.10 or newer, and no package",
        numbers="Whole numbers of Python have no bound, so `hello` claims no `max`.",
        kinds=_KINDS,
    ),
    "javascript": Language(
        title="JavaScript",
        adapter="adapter.mjs",
        counter="counter.mjs",
        protocol="protocol.mjs",
        tools=("node",),
        run="node adapter.mjs",
        needs="Node.js 18 or newer, and no package",
        numbers=_SAFE_INTEGERS,
        kinds=_KINDS,
    ),
    "typescript": Language(
        title="TypeScript",
        adapter="src/adapter.ts",
        counter="src/counter.ts",
        protocol="src/protocol.ts",
        tools=("node", "npm"),
        build=("npm install", "npm run build"),
        downloads=True,
        run="node dist/adapter.js",
        needs="Node.js 18 or newer and npm, which installs the compiler",
        numbers=_SAFE_INTEGERS,
    ),
    "go": Language(
        title="Go",
        adapter="adapter.go",
        counter="counter.go",
        protocol="protocol.go",
        tools=("go",),
        build=("go build -o adapter .",),
        run="./adapter",
        needs="Go 1.21 or newer, and no module",
        numbers=_INT64.format(protocol="protocol.go", name="int64"),
        kinds=_KINDS,
    ),
    "rust": Language(
        title="Rust",
        adapter="src/main.rs",
        counter="src/counter.rs",
        protocol="src/protocol.rs",
        tools=("cargo",),
        build=("cargo build --release",),
        downloads=True,
        run="./target/release/adapter",
        needs="Cargo and Rust 1.65 or newer; Cargo fetches the crate serde_json",
        numbers="The numbers of Rust have bounds, and `hello` claims that of the counts by `max` and `overflow`."
        + _WHOLE.format(protocol="src/protocol.rs", name="u64"),
        kinds=_KINDS,
    ),
    "java": Language(
        title="Java",
        adapter="src/main/java/Adapter.java",
        counter="src/main/java/Counter.java",
        protocol="src/main/java/Protocol.java",
        tools=("java", "javac", "mvn"),
        build=("mvn --quiet package",),
        downloads=True,
        run="java -jar target/adapter.jar",
        needs="a JDK 17 or newer and Maven, which fetches Gson",
        numbers=_INT64.format(protocol="Protocol.java", name="long"),
    ),
    "kotlin": Language(
        title="Kotlin",
        adapter="src/main/kotlin/Adapter.kt",
        counter="src/main/kotlin/Counter.kt",
        protocol="src/main/kotlin/Protocol.kt",
        tools=("java", "mvn"),
        build=("mvn --quiet package",),
        downloads=True,
        run="java -jar target/adapter.jar",
        needs="a JDK 17 or newer and Maven, which fetches the compiler of Kotlin and Gson",
        numbers=_INT64.format(protocol="Protocol.kt", name="Long"),
    ),
    "c": Language(
        title="C",
        adapter="adapter.c",
        counter="counter.c",
        protocol="protocol.c",
        tools=("cc", "make", "pkg-config"),
        libraries=("jansson",),
        build=("make",),
        run="./adapter",
        needs="a C11 compiler, make, pkg-config and the library Jansson 2.14 or newer (`libjansson-dev`, `jansson`)",
        numbers=_INT64.format(protocol="protocol.c", name="int64_t")
        + " The g-counter has room for 64 replicas, and `hello` says so by `replicas`.",
        install=("sudo apt-get update", "sudo apt-get install --yes libjansson-dev"),
    ),
    "cpp": Language(
        title="C++",
        adapter="adapter.cpp",
        counter="counter.hpp",
        protocol="protocol.cpp",
        tools=("c++", "make", "pkg-config"),
        libraries=("nlohmann_json",),
        build=("make",),
        run="./adapter",
        needs="a C++17 compiler, make, pkg-config and nlohmann/json (`nlohmann-json3-dev`, `nlohmann-json`)",
        numbers=_INT64.format(protocol="protocol.cpp", name="int64_t"),
        install=("sudo apt-get update", "sudo apt-get install --yes nlohmann-json3-dev"),
    ),
    "csharp": Language(
        title="C#",
        adapter="Adapter.cs",
        counter="Counter.cs",
        protocol="Protocol.cs",
        tools=("dotnet",),
        build=("dotnet build --configuration Release --output build",),
        downloads=True,
        run="dotnet build/adapter.dll",
        needs="the .NET SDK 8 or newer",
        numbers=_INT64.format(protocol="Protocol.cs", name="long"),
    ),
    "shell": Language(
        title="Bash",
        adapter="adapter.bash",
        counter="counter.bash",
        protocol="protocol.bash",
        tools=("bash", "jq"),
        run="bash adapter.bash",
        needs="Bash 4 or newer and jq 1.6 or newer",
        numbers=(
            "jq reads numbers as doubles, which are exact up to 2^53 - 1, and `hello` claims this bound by `max` and"
            " `overflow`." + _WHOLE.format(protocol="protocol.bash", name="number of Bash")
        ),
    ),
}
"""Every language, by the name that ``--language`` takes."""
