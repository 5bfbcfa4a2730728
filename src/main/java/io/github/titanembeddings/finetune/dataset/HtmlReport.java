package io.github.titanembeddings.finetune.dataset;

/** A form of the report. */
final class HtmlReport {
  private HtmlReport() {}

  static String of(DatasetReport report, Thumbnails thumbnails) {
    return report + (thumbnails.equals(Thumbnails.NONE) ? "" : " ");
  }
}
