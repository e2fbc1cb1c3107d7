"""A cross-encoder of one's own beside `sangtin verify`: loaded where the optional extra is installed, asked where no rule is sure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.errors import BadInput
from models.settings import settings
from nlp.evidence import neural
from nlp.evidence.verdict.model import VERDICTS
from nlp.evidence.verify import Question, Verification, verify, verify_all
from pipeline import cli
from tests.architecture.source_tree import ROOT
from tests.onnx_models import LABELS, TABLE, field, model, node, tensor_beside, tokenizer, value, write

with_neural = pytest.mark.skipif(
    not neural.installed(),
    reason=f"phần neural (mô hình đối chiếu) chưa cài trên máy này ({neural.HOW_TO_INSTALL})",
)
DESK = "Người dân được hỗ trợ cài đặt VNeID tại bộ phận một cửa."
OPEN = "bộ phận một cửa hỗ trợ cài VNeID"
CARD = "Lệ phí cấp lại thẻ căn cước là 70.000 đồng."
SETTLED = "làm lại căn cước mất 50k"
BRIDGE = "Cầu Lam Giang khởi công năm 1998 và hoàn thành năm 2003. Cầu dài 1.200 mét, không thu phí."
WORDS = {"đúng": "supported", "sai": "refuted", "lạ": "not_enough_info"}
QUESTIONS = [
    Question(DESK, OPEN),
    Question(CARD, SETTLED),
    Question(CARD, "cán bộ một cửa xã rất nhiệt tình"),
    Question(BRIDGE, "Cầu Lam Giang hoàn thành năm 2003"),
]


def refusal(directory: Path) -> str:
    with pytest.raises(BadInput) as told:
        neural.load(directory)
    return told.value.message.removeprefix(str(directory))


def asked(directory: Path, passage: str, claim: str) -> Verification:
    (told,) = verify_all([Question(passage, claim)], neural.load(directory))
    return told


def sums(*tokens: str) -> list[float]:
    """What the model of the tests adds up for these tokens, as probabilities in the order of the verdicts."""
    total = np.sum([TABLE[one] for one in ("[CLS]", "[SEP]", "[SEP]", *tokens)], axis=0)
    shares = np.exp(total) / np.exp(total).sum()
    return [float(shares[LABELS.index(verdict)]) for verdict in VERDICTS]


@with_neural
@pytest.mark.parametrize(("word", "verdict"), WORDS.items())
def test_with_the_whole_say_the_verdict_is_the_models(tmp_path: Path, word: str, verdict: str) -> None:
    told = asked(write(tmp_path / "m", weight=1), f"{DESK} {word}", OPEN)
    assert told.verdict == verdict
    assert told.score == pytest.approx(max(sums(word)), abs=1e-4)
    assert told.explanation


@with_neural
def test_with_no_say_everything_is_as_without(tmp_path: Path) -> None:
    told = verify_all(QUESTIONS, neural.load(write(tmp_path / "m", weight=0)))
    assert told == [verify(one.passage, one.claim) for one in QUESTIONS]


@with_neural
def test_with_half_the_say_both_are_averaged(tmp_path: Path) -> None:
    passage = f"{DESK} đúng"
    ours = verify(passage, OPEN)
    told = asked(write(tmp_path / "m"), passage, OPEN)
    assert (ours.verdict, told.verdict) == ("supported", "supported")
    assert told.score == pytest.approx((ours.score + max(sums("đúng"))) / 2, abs=1e-4)


@with_neural
def test_rules_that_are_sure_stay_and_time_decides_last(tmp_path: Path) -> None:
    from datetime import UTC, date, datetime

    encoder = neural.load(write(tmp_path / "m", weight=1))
    day, last = datetime(2026, 7, 1, tzinfo=UTC), date(2026, 6, 30)
    settled, late = verify_all(
        [Question(f"{CARD} đúng", SETTLED), Question(f"{DESK} đúng", OPEN, day, None, last)], encoder
    )
    assert (settled.verdict, settled.score) == ("refuted", 0.9)
    assert late.verdict == "refuted"
    assert "đúng đến 30/06/2026" in late.explanation


@with_neural
def test_a_high_temperature_evens_out(tmp_path: Path) -> None:
    told = asked(write(tmp_path / "m", weight=1, temperature=100), f"{DESK} đúng", OPEN)
    assert told.verdict == "supported"
    assert told.score == pytest.approx(1 / 3, abs=0.02)


@with_neural
def test_of_a_long_passage_the_end_is_cut_and_never_the_claim(tmp_path: Path) -> None:
    encoder = neural.load(write(tmp_path / "m"))
    long = "dài " * 12_000
    begun, ended, claimed = encoder.weigh([(f"sai {long}", "x"), (f"{long} sai", "x"), (long, "x sai")])
    assert begun == pytest.approx(sums("sai"), abs=1e-6)
    assert ended == pytest.approx(sums(), abs=1e-6)
    assert claimed == pytest.approx(sums("sai"), abs=1e-6)


@with_neural
def test_a_claim_too_long_for_it_is_left_to_the_weights_alone(tmp_path: Path) -> None:
    encoder = neural.load(write(tmp_path / "m", weight=1))
    fits, too_long = "sai " * 29, "sai " * 30
    assert [one is None for one in encoder.weigh([(DESK, too_long), (DESK, fits)])] == [True, False]
    claim = f"{OPEN}, {'lạ ' * 30}"
    (told,) = verify_all([Question(DESK, claim)], encoder)
    assert told == verify(DESK, claim)


@with_neural
def test_many_pairs_are_read_as_each_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = neural.load(write(tmp_path / "m"))
    pairs = [("đúng " * (at % 5) + "dài " * at * 3, "lạ sai" if at % 3 else "x") for at in range(10)]
    one_by_one = [encoder.weigh([pair])[0] for pair in pairs]
    assert len(set(one_by_one)) > 5
    assert encoder.at_once == 64
    together = encoder.weigh(pairs)
    monkeypatch.setattr(neural, "AT_ONCE", 3 * 64)
    assert encoder.at_once == 3
    for found in (together, encoder.weigh(pairs)):
        for one, single in zip(found, one_by_one, strict=True):
            assert one == pytest.approx(single, abs=1e-6)


@with_neural
def test_decomposed_letters_are_read_as_composed_ones(tmp_path: Path) -> None:
    from unicodedata import normalize

    encoder = neural.load(write(tmp_path / "m"))
    pairs = [("đúng", "lạ"), (normalize("NFD", "đúng"), normalize("NFD", "lạ"))]
    composed, decomposed = encoder.weigh(pairs)
    assert composed == decomposed == pytest.approx(sums("đúng", "lạ"), abs=1e-6)


@with_neural
@pytest.mark.parametrize("kind", [6, 7], ids=["int32", "int64"])
def test_which_text_a_token_is_of_is_told_where_asked_for(tmp_path: Path, kind: int) -> None:
    """The kinds of text take the place of the mask, so only what is in the claim adds up."""
    sizes = ("pairs", "tokens")
    named = dict.fromkeys(("input_ids", "token_type_ids", "attention_mask"), sizes)
    encoder = neural.load(write(tmp_path / "m", model(inputs=named, kind=kind)))
    for passage, claim, tokens in (("sai", "đúng", ["đúng"]), ("đúng", "x", [])):
        (told,) = encoder.weigh([(passage, claim)])
        total = np.sum([TABLE["[SEP]"], *(TABLE[one] for one in tokens)], axis=0)
        shares = np.exp(total) / np.exp(total).sum()
        assert told == pytest.approx([shares[LABELS.index(one)] for one in VERDICTS], abs=1e-6)


@with_neural
def test_rows_are_filled_with_the_tokenizers_own_filling(tmp_path: Path) -> None:
    said = json.loads(tokenizer())
    encoder = neural.load(write(tmp_path / "named"))
    filling = {"strategy": {"Fixed": 50}, "direction": "Left", "pad_to_multiple_of": None, "pad_id": 4, "pad_type_id": 0, "pad_token": "đúng"}  # fmt: skip
    directory = write(tmp_path / "set")
    (directory / "tokenizer.json").write_text(json.dumps({**said, "padding": filling}), encoding="utf-8")
    ids = []
    for one in (encoder, neural.load(directory)):
        given = one._session
        one._session = Overheard(given)
        one.weigh([("dài dài", "x"), ("x", "x")])
        ids.append(one._session.given["input_ids"].tolist())
    assert ids == [[[2, 1, 1, 3, 1, 3], [2, 1, 3, 1, 3, 0]], [[2, 1, 1, 3, 1, 3], [2, 1, 3, 1, 3, 4]]]


class Overheard:
    """A session that remembers what it was given."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def run(self, names: list[str], given: dict[str, Any]) -> Any:
        self.given = given
        return self.session.run(names, given)


@with_neural
def test_weights_in_a_file_of_the_directory_are_read(tmp_path: Path) -> None:
    directory = write(tmp_path / "m", model(table=tensor_beside("table", (7, 3), "weights.bin")))
    (directory / "weights.bin").write_bytes(np.array(list(TABLE.values()), np.float32).tobytes())
    assert neural.load(directory).weigh([("sai", "x")]) == [pytest.approx(sums("sai"), abs=1e-6)]


@with_neural
def test_one_thread_and_this_processor_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onnxruntime

    heard: list[Any] = []
    real = onnxruntime.InferenceSession

    def session(path: str, options: Any, **more: Any) -> Any:
        heard.append((options.intra_op_num_threads, options.inter_op_num_threads, more))
        return real(path, options, **more)

    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    neural.load(write(tmp_path / "m"))
    assert heard == [(1, 1, {"providers": ["CPUExecutionProvider"]})]


WRONG: dict[str, tuple[bytes, str]] = {
    "inputs": (
        model(inputs=dict.fromkeys(("tokens", "attention_mask"), ("pairs", "tokens"))),
        "phải có đầu vào input_ids, attention_mask, có thể thêm token_type_ids; mô hình này có attention_mask, tokens; chưa",
    ),
    "one input more": (
        model(more=field(11, value("position_ids", 7, ("pairs", "tokens")))),
        "mô hình này có attention_mask, input_ids, position_ids; chưa",
    ),
    "fixed length": (
        model(inputs=dict.fromkeys(("input_ids", "attention_mask"), ("pairs", 128))),
        "đầu vào «input_ids» phải là số nguyên, với số cặp và số token để ngỏ; chưa",
    ),
    "fractions": (
        model(more=field(11, value("token_type_ids", 1, ("pairs", "tokens")))),
        "đầu vào «token_type_ids» phải là số nguyên, với số cặp và số token để ngỏ; chưa",
    ),
    "two labels": (model(labels=2), "phải có đầu ra «logits» gồm ba số cho mỗi cặp; chưa"),
    "of each token": (model(summed=False), "phải có đầu ra «logits» gồm ba số cho mỗi cặp; chưa"),
    "other output": (model(output="scores"), "phải có đầu ra «logits» gồm ba số cho mỗi cặp; chưa"),
    "unknown step": (model(more=field(1, node("Teleport", ("each",), "away"))), "không nạp được mô hình này"),
    "no graph": (field(1, 8) + field(8, field(2, 13)), "không nạp được mô hình này"),
    "few places": (model(places=40), "không chạy được với 64 token; xem max_tokens, hoặc tokenizer.json"),
    "no numbers": (
        model(table=tensor_beside("table", (7, 3), "nan.bin")),
        "«logits» không phải ba số cho mỗi cặp. Dòng nào",
    ),
}


@with_neural
@pytest.mark.parametrize(("onnx", "words"), WRONG.values(), ids=WRONG)
def test_a_model_that_cannot_be_used_is_told_why(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], onnx: bytes, words: str
) -> None:
    directory = write(tmp_path / "m", onnx)
    (directory / "nan.bin").write_bytes(b"\xff" * 84)
    told = refusal(directory)
    assert told.startswith("/model.onnx: ")
    assert words in told
    assert capfd.readouterr() == ("", "")


@with_neural
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "không phải tệp của thư viện tokenizers, hoặc bị hỏng; chưa đối chiếu gì."),
        (tokenizer()[:500], "không phải tệp của thư viện tokenizers, hoặc bị hỏng; chưa đối chiếu gì."),
        (tokenizer().replace('"unk_token": "[UNK]"', '"unk_token": "?"'), "không đọc được một cặp văn bản"),
    ],
)
def test_a_tokenizer_that_cannot_be_used_is_told_why(tmp_path: Path, text: str, words: str) -> None:
    directory = write(tmp_path / "m")
    (directory / "tokenizer.json").write_text(text, encoding="utf-8")
    told = refusal(directory)
    assert told.startswith(f"/tokenizer.json: {words}")


@with_neural
def test_a_tokenizer_of_another_model_is_told_when_it_shows(tmp_path: Path) -> None:
    directory = write(tmp_path / "m")
    (directory / "tokenizer.json").write_text(tokenizer().replace('"lạ": 6', '"lạ": 600'), encoding="utf-8")
    encoder = neural.load(directory)
    with pytest.raises(BadInput, match=r"hoặc tokenizer\.json của mô hình khác \(\w+\)\. Dòng nào"):
        encoder.weigh([("lạ", "x")])


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    settings.cache_clear()
    try:
        code = cli.run(["verify", *arguments])
    finally:
        settings.cache_clear()
    told = capsys.readouterr()
    return code, [json.loads(line) for line in told.out.splitlines()], told.err


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    lines = [{"id": at, "passage": f"{DESK} {word}", "claim": OPEN} for at, word in enumerate(WORDS)]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join([*map(json.dumps, lines), "{", ""]), encoding="utf-8")
    return path


@with_neural
def test_the_command_asks_it_and_answers_in_the_same_form(
    tmp_path: Path, pairs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SANGTIN_NEURAL", raising=False)
    directory = write(tmp_path / "m", weight=1)
    code, without, _ = command(capsys, str(pairs))
    assert (code, [one.get("verdict") for one in without]) == (2, ["supported"] * 3 + [None])
    code, told, _ = command(capsys, "--neural", str(directory), str(pairs))
    assert (code, [one.get("verdict") for one in told]) == (2, [*WORDS.values(), None])
    assert [list(one) for one in told] == [list(one) for one in without]
    assert [one["slots"] for one in told[:3]] == [one["slots"] for one in without[:3]]
    assert told[3] == without[3]
    monkeypatch.setenv("SANGTIN_NEURAL", str(directory))
    assert command(capsys, str(pairs)) == (2, told, "")


def test_the_command_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = write(tmp_path / "m")
    (directory / "model.onnx").unlink()
    code, told, said = command(capsys, "--neural", str(directory))
    assert (code, told) == (2, [])
    assert said == f"{directory}/model.onnx: không có tệp này; chưa đối chiếu gì.\nMã: bad_input\n"


def test_without_the_extra_the_way_to_install_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    neural.installed.cache_clear()
    try:
        code, told, said = command(capsys, "--neural", str(write(tmp_path / "m")))
    finally:
        neural.installed.cache_clear()
    assert (code, told) == (2, [])
    assert (
        f"chưa cài phần neural để đọc mô hình ở {tmp_path / 'm'}; cài bằng: {neural.HOW_TO_INSTALL}. " in said
    )
    assert said.endswith("Chưa đối chiếu gì.\nMã: bad_input\n")


def test_the_way_to_install_is_what_the_project_asks_for() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert neural.HOW_TO_INSTALL.endswith(" ".join(f"'{one}'" for one in extras["neural"]))


@with_neural
def test_the_libraries_are_loaded_with_a_directory_and_no_network_client_with_them(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom nlp.evidence import neural, verify\n"
        "verify.verify('Không thu phí.', 'Phí 50k')\n"
        "print(*sorted({'onnxruntime', 'tokenizers'} & set(sys.modules)))\n"
        f"neural.load(Path({str(write(tmp_path / 'm'))!r}))\n"
        "print(*sorted({'onnxruntime', 'tokenizers', 'huggingface_hub', 'requests', 'httpx'} & set(sys.modules)))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split("\n") == ["", "onnxruntime tokenizers", ""]
