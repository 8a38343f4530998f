def test_it_tells_how_the_sound_is(window, audio):
    audio.hear(device="JACK", latency_s=0.0213, underruns=1)
    window.transport.poll()
    assert window.status_bar.sound.text() == "JACK · 48 kHz · 21 ms · 1 underrun"
    audio.hear(ready=False)
    window.transport.poll()
    assert "starting" in window.status_bar.sound.text()
    assert "first start compiles the chip" in window.status_bar.sound.toolTip()


def test_it_tells_which_models_are_loaded(bench, qtbot):
    bar = bench.window.status_bar
    assert bar.model.text() == "VAE is loading… · LSTM is loading…"
    bench.models.become_ready("tiny 01")
    qtbot.waitUntil(lambda: bar.model.text() == "tiny · LSTM is loading…")
    bench.models.become_able_to_continue("small 02")
    qtbot.waitUntil(lambda: bar.model.text() == "tiny · small")
    assert bar.model.toolTip() == "VAE: tiny 01\nLSTM: small 02"
    bench.window.latent.go({0: bench.window.latent.axes.mean}, "Reset")
    qtbot.waitUntil(lambda: bar.model.text() == "tiny · small · decode 4.0 ms")


def test_errors_of_sound_and_model_are_messages(bench, audio, qtbot):
    bar = bench.window.status_bar
    audio.hear(error="the device is gone")
    bench.window.transport.poll()
    assert bar.message.text() == "the device is gone"
    bench.models.refuse("vae", "no such checkpoint")
    qtbot.waitUntil(lambda: bar.message.text() == "no such checkpoint")
    assert bar.model.text() == "no VAE · LSTM is loading…"


def test_a_device_that_goes_and_comes_back_is_told(window, audio):
    bar = window.status_bar
    audio.hear(device="no sound: there is no sound device", standing_in=True)
    window.transport.poll()
    assert bar.message.text() == "no sound: there is no sound device; it is looked for"
    bar.show_text("something else")
    window.transport.poll()
    assert bar.message.text() == "something else"
    audio.hear(ready=False)
    window.transport.poll()
    audio.hear(ready=True, device="Card (ALSA)", standing_in=False)
    window.transport.poll()
    assert bar.message.text() == "Sound: Card (ALSA)"


def test_the_place_under_the_mouse_is_named(window, make_hand):
    make_hand(window.rolls[0]).move(18.5, 61)
    assert window.status_bar.hover.text() == "Pulse 1  C♯4  2.1.3"
    window.rolls[0].hovered.emit(-1, -1)
    assert window.status_bar.hover.text() == ""


def test_a_long_message_does_not_widen_the_window(window):
    width = window.width()
    window.status_bar.show_error("a sentence that does not end " * 50)
    assert window.minimumSizeHint().width() <= width
