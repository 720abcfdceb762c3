import pytest

from bot.sandbox.samples import SAMPLES, Sample, SamplesMissing, sample


@pytest.mark.parametrize("picture", SAMPLES, ids=lambda one: one.name)
def test_every_sample_is_a_picture_in_the_package(picture: Sample) -> None:
    """Each sample's bytes begin as its media type says."""
    start = picture.read()[:4]

    assert start == {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff\xe0"}[picture.media_type]


def test_samples_are_found_by_name() -> None:
    """A name finds its sample, and any other name finds none."""
    assert sample("coffee.png") in SAMPLES
    assert sample("../coffee.png") is None


def test_a_missing_picture_is_said() -> None:
    """A package without the picture is named, not a path."""
    with pytest.raises(SamplesMissing, match=r"scikit-image has no nowhere\.png"):
        Sample("nowhere.png", "Nothing").read()


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package one reads which one is missing."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(SamplesMissing, match="scikit-image is not installed"):
        SAMPLES[0].read()
