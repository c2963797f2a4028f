"""Small truths of set-up and running: settings, supervisor, command line, doctor."""

from __future__ import annotations

import configparser
import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import check, cli, doctor, env, frontend, home, lock, postgres, site, supervise, tls
from config.home import Home, NotPossible
from config.site import Site


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site in a folder of the test, with an embedded database that does not run."""
    for name in [n for n in os.environ if n.startswith(("BAILIWICK_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    state = Home(tmp_path / "home")
    home.prepare(state)
    cluster = postgres.cluster_of(state)
    return Site(state, cluster, cluster.url(postgres.APP), cluster.url(postgres.OWNER))


# ------------------------------------------------------------ environment


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://app@/bw?host=/run/pg",
            {"NAME": "bw", "USER": "app", "PASSWORD": "", "HOST": "/run/pg", "PORT": ""},
        ),
        (
            "postgres://a%40b:p%2Fw@db.court:5433/%E6%89%A7%E8%A1%8C?sslmode=require",
            {"NAME": "执行", "USER": "a@b", "PASSWORD": "p/w", "HOST": "db.court", "PORT": "5433"},
        ),
    ],
)
def test_database_url(url: str, expected: dict[str, str]) -> None:
    found = env.database(url)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://a@b/", "sqlite:///x"])
def test_odd_database_url_is_refused(url: str) -> None:
    with pytest.raises(env.OddSetting):
        env.database(url)


@pytest.mark.parametrize("raw", ["80000", "-1", "eight", "8.0"])
def test_odd_number_is_refused(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAILIWICK_PORT", raw)
    with pytest.raises(env.OddSetting, match="BAILIWICK_PORT"):
        env.number("BAILIWICK_PORT", 8000)


def test_port_offset_moves_the_default_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAILIWICK_PORT_OFFSET", "100")
    monkeypatch.delenv("BAILIWICK_PORT", raising=False)
    assert site.port(None, "BAILIWICK_PORT", 8000) == 8100
    assert site.port(9000, "BAILIWICK_PORT", 8000) == 9000
    monkeypatch.setenv("BAILIWICK_PORT", "8500")
    assert site.port(None, "BAILIWICK_PORT", 8000) == 8500


def test_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"
    path.write_text("s3cret\n")
    monkeypatch.delenv("X_KEY", raising=False)
    monkeypatch.setenv("X_KEY_FILE", str(path))
    assert env.secret("X_KEY") == "s3cret"
    monkeypatch.setenv("X_KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(env.OddSetting):
        env.secret("X_KEY")


# ------------------------------------------------------------ home


def test_home_is_made_once_with_closed_folders(place: Site) -> None:
    secret = place.home.secret_key.read_text()
    home.prepare(place.home)
    assert place.home.secret_key.read_text() == secret
    for folder in (place.home.keys, place.home.files, place.home.ctl):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.home.secret_key.stat().st_mode) == 0o600


def test_home_in_use_names_its_user(place: Site) -> None:
    first = place.home.lock("第一个")
    with first, pytest.raises(home.HomeInUse, match="第一个"), place.home.lock("第二个"):
        pass
    with place.home.lock("第三个"):
        pass  # free again


def test_our_processes_never_get_the_owner_role_unasked(place: Site) -> None:
    assert place.environment()["DATABASE_URL"] == place.app_url
    assert place.environment(owner=True)["DATABASE_URL"] == place.owner_url
    assert "DATABASE_OWNER_URL" not in place.environment()


# ------------------------------------------------------------ supervisor


def test_every_process_dies_with_its_supervisor(place: Site) -> None:
    wanted = supervise.programs(
        place.home, ["postgres", "-D", "x"], "", listen="tcp://127.0.0.1:8000"
    )
    parser = configparser.RawConfigParser()
    parser.read_string(supervise.render(place.home, wanted))
    programs = [name for name in parser.sections() if "program:" in name]
    assert programs == ["program:postgres", "fcgi-program:web", "program:worker", "program:demo"]
    for name in programs:
        assert "setpriv --pdeathsig" in parser[name]["command"]
        assert parser[name]["autostart"] == "false"
    assert parser["fcgi-program:web"]["numprocs"] == "2"
    assert parser["program:demo"]["autorestart"] == "unexpected"
    assert parser["program:demo"]["exitcodes"] == "0,1"


def test_odd_values_do_not_reach_the_supervisors_configuration(place: Site) -> None:
    program = supervise.Program("odd", ["run", "100%"], 1)
    assert "100%%" in supervise.render(place.home, [program])
    with pytest.raises(NotPossible):
        supervise.render(place.home, [replace(program, words=["two\nlines"])])


# ------------------------------------------------------------ database server


def test_server_listens_on_no_port_and_logs_no_values(place: Site) -> None:
    assert place.cluster is not None
    text = postgres.settings(place.cluster, 24 * 2**30)
    assert "listen_addresses = ''" in text
    assert "log_parameter_max_length = '0'" in text
    assert "fsync" not in text
    assert "shared_buffers = '2048MB'" in text
    assert "shared_buffers = '64MB'" in postgres.settings(place.cluster, 2**29)


def test_passwords_are_not_shown() -> None:
    assert postgres.without_password("postgresql://a:b@c/d") == "postgresql://a@c/d"
    assert postgres.role_of("postgresql://app:x@db/bw") == "app"


# ------------------------------------------------------------ command line


def test_commands_in_two_words_and_with_hyphens() -> None:
    assert cli.resolve(["bench", "cases", "--cases", "9"]) == ("bench_cases", ["--cases", "9"])
    assert cli.resolve(["import-cases", "x"]) == ("import_cases", ["x"])
    assert cli.resolve(["chaos", "--seed", "4"]) == ("chaos", ["--seed", "4"])


def test_list_of_commands_says_what_each_does() -> None:
    said = cli.command_list()
    for name in ("derive", "doctor", "verify_journal", "chaos"):
        line = next(line for line in said.splitlines() if line.strip().startswith(name))
        assert len(line.split(None, 1)[1]) > 4


def test_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.command(["make_coffee"]) == 2
    assert "make_coffee" in capsys.readouterr().err


def test_own_options_of_the_test_command_are_taken_out() -> None:
    options = check.parse(["--no-browser", "--database", "postgresql://x/y", "-k", "扣除"])
    assert not options.browser
    assert options.database == "postgresql://x/y"
    assert options.pytest == ("-k", "扣除")
    with pytest.raises(NotPossible):
        check.parse(["--database"])


def test_lock_file_belongs_to_the_project_file() -> None:
    assert lock.problem() == ""


def test_digest_changes_with_content_and_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = frontend.digest_of([tmp_path])
    (tmp_path / "a").write_text("2")
    second = frontend.digest_of([tmp_path])
    (tmp_path / "a").rename(tmp_path / "b")
    assert len({first, second, frontend.digest_of([tmp_path])}) == 3


# ------------------------------------------------------------ doctor


def states(findings: object) -> list[str]:
    return [finding.state for finding in findings]  # type: ignore[attr-defined]


def test_doctor_names_a_key_others_can_read(place: Site) -> None:
    key = place.home.keys / "field-1.key"
    key.write_bytes(b"k")
    key.chmod(0o644)
    (finding,) = [f for f in doctor.keys(place) if f.state == doctor.WRONG]
    assert (finding.what.split()[1], finding.mend) == (str(key), f"chmod 600 {key}")
    key.chmod(0o600)
    assert states(doctor.keys(place)) == [doctor.GOOD]


def test_doctor_names_an_open_home(place: Site) -> None:
    assert states(doctor.home_folder(place)) == [doctor.GOOD]
    place.home.path.chmod(0o777)
    (finding,) = doctor.home_folder(place)
    assert finding.state == doctor.WRONG
    assert "chmod" in finding.mend


def test_doctor_names_a_port_of_somebody_else(place: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        monkeypatch.setenv("BAILIWICK_PORT", str(port))
        assert states(doctor.ports(place)) == [doctor.GOOD]  # bound, but nobody listens
        other.listen()
        other.settimeout(1)
        monkeypatch.setattr("config.run.urlopen", refuse)
        (finding,) = doctor.ports(place)
    assert finding.state == doctor.WRONG
    assert str(port) in finding.what


def refuse(*_words: object, **_named: object) -> None:
    raise ConnectionRefusedError


def test_doctor_tells_when_the_certificate_ends(place: Site) -> None:
    assert list(doctor.certificate(place)) == []
    tls.ensure(place.home, "court.local")
    (finding,) = doctor.certificate(place)
    assert finding.state == doctor.GOOD
    assert f"{datetime.now(UTC) + timedelta(days=tls.SERVER_DAYS):%Y}" in finding.what


def test_doctor_of_a_production_site_asks_for_a_second_factor(
    place: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (finding,) = doctor.settings(place)
    assert "BAILIWICK_SECOND_FACTOR=1" in finding.mend
    monkeypatch.setenv("BAILIWICK_SECOND_FACTOR", "1")
    assert list(doctor.settings(place)) == []
    place.home.mark_demo("done")
    (finding,) = doctor.settings(place)
    assert "演示" in finding.what


def test_doctor_without_database_says_how_to_get_one(place: Site) -> None:
    (finding,) = doctor.database(place)
    assert (finding.state, finding.mend) == (doctor.WARNING, "bin/run")
    elsewhere = replace(place, cluster=None, app_url="postgresql://a:secret@127.0.0.1:1/x")
    (finding,) = doctor.database(elsewhere)
    assert finding.state == doctor.WRONG
    assert "secret" not in finding.what


def test_doctor_answers_in_json(
    place: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(site, "current", lambda: place)
    monkeypatch.setattr(doctor, "look", lambda _: iter([doctor.Finding(doctor.WRONG, "甲", "乙")]))
    assert doctor.main(["--json"]) == 1
    assert json.loads(capsys.readouterr().out) == [{"state": "wrong", "what": "甲", "mend": "乙"}]
