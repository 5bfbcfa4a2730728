package io.github.titanembeddings.finetune.dataset;

/** A form of the report. */
final class TextReport {
  private TextReport() {}

  static String of(DatasetReport report) {
    return report.toString();
  }
}
