package io.github.titanembeddings.bulk;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints or logs the progress of one run. Thread-safe.
 *
 * <pre>{@code
 * BulkOptions options = BulkOptions.builder().listener(ProgressReporter.console()).build();
 * }</pre>
 *
 * <p>By default the JDK writes a {@link System.Logger} to {@code java.util.logging}. To route it to
 * SLF4J, and so to Logback or Log4j, add {@code org.slf4j:slf4j-jdk-platform-logging}, in the SLF4J
 * version in use, to the runtime class path.
 */
public final class ProgressReporter implements BulkListener {
  private static final int PLAIN_EVERY = 10;
  private static final int BAR = 20;

  private final @Nullable PrintStream terminal;
  private final Consumer<String> lines;
  private final int every;
  private int events;
  private int width;

  private ProgressReporter(@Nullable PrintStream terminal, Consumer<String> lines, int every) {
    this.terminal = terminal;
    this.lines = lines;
    this.every = every;
  }

  /** Reports on standard error: as a bar if the program runs in a terminal, else as lines. */
  public static ProgressReporter console() {
    return console(System.err, isTerminal());
  }

  /**
   * Reports on a stream.
   *
   * @param isTerminal whether to draw a bar that overwrites itself; otherwise every tenth event
   *     prints a line
   */
  public static ProgressReporter console(PrintStream out, boolean isTerminal) {
    Objects.requireNonNull(out, "out");
    return new ProgressReporter(isTerminal ? out : null, out::println, PLAIN_EVERY);
  }

  /** Reports each event to a logger. */
  public static ProgressReporter log(System.Logger log, System.Logger.Level level) {
    Objects.requireNonNull(log, "log");
    Objects.requireNonNull(level, "level");
    return new ProgressReporter(null, line -> log.log(level, () -> line), 1);
  }

  @SuppressWarnings("SystemConsoleNull") // Console.isTerminal is called where it exists
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException olderThan22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @Override
  public synchronized void onProgress(BulkSnapshot snapshot) {
    if (terminal != null) {
      draw(terminal, bar(snapshot) + text(snapshot));
    } else if (++events % every == 0) {
      lines.accept(text(snapshot));
    }
  }

  @Override
  public synchronized void onEnd(BulkSummary summary) {
    if (terminal != null) {
      draw(terminal, bar(summary.totals()) + text(summary));
      terminal.println();
    } else {
      lines.accept(text(summary));
    }
  }

  /** Overwrites the previous line, including the end of a longer one. */
  private void draw(PrintStream out, String line) {
    out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    out.flush();
    width = line.length();
  }

  private static String bar(BulkSnapshot run) {
    if (run.size() == null) {
      return "";
    }
    int full = (int) Math.min(BAR, run.done() * BAR / Math.max(1, run.size()));
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] ";
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
