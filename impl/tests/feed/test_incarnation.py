import shutil
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy, updates
from antichain.impl.feed.dots import by_site
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import apply, queries, schema
from antichain.impl.feed.storage.rows import Rows


def both_ways(x: Replica, y: Replica) -> None:
    x.pull(y.answer)
    y.pull(x.answer)


def test_start_without_a_write_becomes_no_origin(tmp_path: Path) -> None:
    origins = []
    for likes in (1, 0, 0, 2):
        with Replica(tmp_path / "x.db", "S1") as replica:
            origins.append(replica.origin)
            for _ in range(likes):
                replica.post("A", "hello").result()
    with Replica(tmp_path / "x.db", "S1") as replica:
        assert len({*origins, replica.origin}) == 5
        assert replica.have == Clock({origins[0]: 1, origins[3]: 2})
        assert by_site(replica.have) == {"S1": 3}


def test_lost_disk_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    with Replica(tmp_path / "2.db", "S2") as peer:
        with Replica(tmp_path / "1.db", "S1") as lost:
            post = lost.post("A", "hello").result()
            lost.like(post).result()
            peer.pull(lost.answer)
        with Replica(tmp_path / "1-new.db", "S1") as back:
            own = back.post("A", "I forgot everything").result()
            back.like(own).result()
            both_ways(back, peer)
            back.like(post).result()
            both_ways(back, peer)
            for replica in (back, peer):
                assert replica.view.find(post).likes == 2
                assert replica.view.find(own).likes == 1
                assert replica.view.entries(post) == {"S1": (2, 0)}


def test_restored_backup_gives_no_dot_twice(tmp_path: Path) -> None:
    with Replica(tmp_path / "2.db", "S2") as peer:
        with Replica(tmp_path / "1.db", "S1") as replica:
            post = replica.post("A", "hello").result()
            replica.view.backup(tmp_path / "backup.db")
            replica.like(post).result()
            replica.like(post).result()
            peer.pull(replica.answer)
        shutil.copy(tmp_path / "backup.db", tmp_path / "1.db")
        with Replica(tmp_path / "1.db", "S1") as replica:
            assert replica.view.find(post).likes == 0
            replica.like(post).result()
            both_ways(replica, peer)
            assert replica.view.find(post).likes == peer.view.find(post).likes == 3


def test_two_servers_from_one_disk_share_no_dot(tmp_path: Path) -> None:
    with Replica(tmp_path / "1.db", "S1") as replica:
        post = replica.post("A", "hello").result()
        replica.view.backup(tmp_path / "clone.db")
        with Replica(tmp_path / "clone.db", "S1") as clone:
            for _ in range(3):
                replica.like(post).result()
                clone.like(post).result()
            both_ways(replica, clone)
            assert replica.view.find(post).likes == clone.view.find(post).likes == 6
            assert replica.view.entries(post) == {"S1": (6, 0)}


def the_other_copy(replica: Replica, now: int) -> bytes:
    """Return all that the copy of a running process has, after one more update than the original."""
    with TemporaryDirectory() as at, closing(schema.connect(Path(at, "copy.db"))) as db:
        _, received, _ = anti_entropy.decode_answer(replica.export())
        rows = Rows(db)
        state, _ = apply.receive(rows, apply.load(db, replica.origin), received)
        state, _ = apply.append(rows, state, updates.Post("A", "from the other copy"), now)
        rows.write()
        page, _ = queries.lacking(db, state.ids, state.have, Clock(), None)
        return anti_entropy.answer_of(state.have, page, more=False)


def test_copied_process_is_detected_before_its_next_write(tmp_path: Path) -> None:
    with Replica(tmp_path / "1.db", "S1") as one:
        post = one.post("A", "hello").result()
        shared = one.origin
        received = one.receive(the_other_copy(one, now=7))
        like = one.like(post)
        assert received.result().applied == 1
        assert like.result().origin == one.origin != shared
        assert one.have == Clock({shared: 2, one.origin: 1})
        assert one.view.find(post).likes == 1
        assert by_site(one.have) == {"S1": 3}
        assert by_site(Clock(one.view.recent(1)[0].clock)) == by_site(one.have)


def test_copy_is_detected_by_the_question_of_a_peer(tmp_path: Path) -> None:
    with Replica(tmp_path / "1.db", "S1") as one, Replica(tmp_path / "2.db", "S2") as two:
        two.post("B", "hello").result()
        one.pull(two.answer)
        one.post("A", "hello").result()
        shared = one.origin
        one.answer(anti_entropy.encode(anti_entropy.Ask(anti_entropy.PROTOCOL, {shared: 2})))
        assert one.post("A", "again").result().origin != shared
        assert by_site(Clock(one.view.recent(1)[0].clock)) == by_site(one.have)


def test_first_update_of_an_incarnation_depends_on_all_before(tmp_path: Path) -> None:
    with Replica(tmp_path / "1.db", "S1") as one, Replica(tmp_path / "2.db", "S2") as two:
        for replica in (one, two):
            replica.post("A", "hello").result()
        both_ways(one, two)
    with Replica(tmp_path / "1.db", "S1") as one:
        have = one.have
        one.post("A", "again").result()
        assert by_site(Clock(one.view.recent(1)[0].clock)) == by_site(have.tick(one.origin))


def test_counts_of_a_retired_server_stay_counted_once(tmp_path: Path) -> None:
    with Replica(tmp_path / "2.db", "S2") as two, Replica(tmp_path / "3.db", "S3") as three:
        with Replica(tmp_path / "1.db", "S1") as retired:
            post = retired.post("A", "hello").result()
            retired.like(post).result()
            older = retired.export()
            retired.like(post).result()
            two.pull(retired.answer)
        three.pull(two.answer)
        three.receive(older).result()
        assert three.view.find(post).likes == two.view.find(post).likes == 2
