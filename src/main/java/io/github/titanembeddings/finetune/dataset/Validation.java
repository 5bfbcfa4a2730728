package io.github.titanembeddings.finetune.dataset;

/** One run of a validator. */
final class Validation {
  private final DatasetValidator.Settings settings;

  Validation(DatasetValidator.Settings settings, DatasetListener listener) {
    this.settings = settings;
  }

  DatasetReport run() {
    if (settings.maxViolations() > 0) {
      throw new UnsupportedOperationException("not there yet");
    }
    return run();
  }
}
