package io.github.titanembeddings.bulk;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Prints or logs the progress of one run. Thread-safe.
 *
 * <pre>{@code
 * BulkOptions options = BulkOptions.builder().listener(ProgressReporter.console()).build();
 * }</pre>
 *
 * <p>By default the JDK routes a {@link System.Logger} to {@code java.util.logging}. To route it to
 * SLF4J, and so to Logback or Log4j, add {@code org.slf4j:slf4j-jdk-platform-logging}, in the SLF4J
 * version in use, to the runtime class path.
 */
public final class ProgressReporter implements BulkListener {
  private static final int PRINT_EVERY = 10;

  private final Consumer<String> lines;
  private final int every;
  private int events;

  private ProgressReporter(Consumer<String> lines, int every) {
    this.lines = Objects.requireNonNull(lines, "lines");
    this.every = every;
  }

  /**
   * Returns a reporter that prints every tenth progress event and the summary to standard error.
   */
  public static ProgressReporter console() {
    return console(System.err::println);
  }

  static ProgressReporter console(Consumer<String> lines) {
    return new ProgressReporter(lines, PRINT_EVERY);
  }

  /** Returns a reporter that logs each progress event and the summary. */
  public static ProgressReporter log(System.Logger log, System.Logger.Level level) {
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(level, "level");
    return new ProgressReporter(line -> log.log(level, () -> line), 1);
  }

  @Override
  public synchronized void onProgress(BulkSnapshot snapshot) {
    if (++events % every == 0) {
      lines.accept(text(snapshot));
    }
  }

  @Override
  public void onEnd(BulkSummary summary) {
    lines.accept(text(summary));
  }

  private static String text(BulkSnapshot run) {
    StringBuilder text = new StringBuilder();
    if (run.size() == null) {
      text.append(format("%,d done", run.done()));
    } else {
      long percent = run.size() == 0 ? 100 : Math.min(100, run.done() * 100 / run.size());
      text.append(format("%,d of %,d (%d %%)", run.done(), run.size(), percent));
    }
    text.append(format(", %,.1f/s", run.ratePerSecond()));
    append(text, run.failed(), "failed");
    append(text, run.retried(), "retried");
    append(text, run.throttled(), "throttled");
    run.remaining().ifPresent(rest -> text.append(", ").append(shown(rest)).append(" left"));
    return text.toString();
  }

  private static String text(BulkSummary summary) {
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

  private static void append(StringBuilder text, long count, String name) {
    if (count > 0) {
      text.append(format(", %,d %s", count, name));
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
