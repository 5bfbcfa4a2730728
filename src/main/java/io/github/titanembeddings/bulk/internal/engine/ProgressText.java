package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkSnapshot;
import io.github.titanembeddings.bulk.BulkSummary;
import java.time.Duration;
import java.util.Locale;

/** Puts a run into words. */
public final class ProgressText {
  private static final int BAR = 20;

  private ProgressText() {}

  /** How far a run is, in one line. */
  public static String of(BulkSnapshot run) {
    StringBuilder text = new StringBuilder();
    if (run.size().isPresent()) {
      long size = run.size().getAsLong();
      long percent = size == 0 ? 100 : Math.min(100, run.done() * 100 / size);
      text.append(format("%,d of %,d (%d %%)", run.done(), size, percent));
    } else {
      text.append(format("%,d done", run.done()));
    }
    text.append(format(", %,.1f/s", run.ratePerSecond()));
    append(text, run.failed(), "failed");
    append(text, run.retried(), "retried");
    append(text, run.throttled(), "throttled");
    run.remaining().ifPresent(rest -> text.append(", ").append(shown(rest)).append(" left"));
    return text.toString();
  }

  /** What a run did in all, in one line. */
  public static String of(BulkSummary summary) {
    BulkSnapshot run = summary.totals();
    StringBuilder text = new StringBuilder();
    text.append(
        format("%s: %,d embedded, %,d failed", summary.end(), run.embedded(), run.failed()));
    if (run.failed() > 0) {
      text.append(' ').append(run.failedByKind());
    }
    append(text, run.reused(), "reused");
    append(text, run.requests(), "requests");
    append(text, run.throttled(), "throttled");
    append(text, run.tokens(), "tokens");
    append(text, run.images(), "images");
    return text.append(" in ").append(shown(run.elapsed())).toString();
  }

  /** A bar of 20 characters, empty if the size is not known. */
  public static String bar(BulkSnapshot run) {
    if (run.size().isEmpty()) {
      return "";
    }
    long size = Math.max(1, run.size().getAsLong());
    int full = (int) Math.min(BAR, run.done() * BAR / size);
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] ";
  }

  private static void append(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(format(", %,d %s", count, what));
    }
  }

  private static String shown(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? format("%d min %d s", seconds / 60, seconds % 60)
        : format("%d h %d min", seconds / 3600, seconds % 3600 / 60);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
