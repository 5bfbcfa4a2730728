package io.github.titanembeddings.finetune.dataset;

/** A form of the report. */
final class JsonReport {
  private JsonReport() {}

  static String of(DatasetReport report) {
    return report.toString();
  }
}
