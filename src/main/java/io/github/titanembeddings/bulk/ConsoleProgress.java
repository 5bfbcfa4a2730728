package io.github.titanembeddings.bulk;

import io.github.titanembeddings.bulk.internal.engine.ProgressText;
import java.io.Console;
import java.io.PrintStream;
import java.util.Objects;

/**
 * Shows how a run goes on: on a terminal as a bar that is drawn over and over, elsewhere as a line
 * at every tenth telling. Use one for each run.
 */
public final class ConsoleProgress implements BulkListener {
  private static final int PLAIN_EVERY = 10;

  private final PrintStream out;
  private final boolean isTerminal;
  private int told;
  private int width;

  private ConsoleProgress(PrintStream out, boolean isTerminal) {
    this.out = Objects.requireNonNull(out, "out");
    this.isTerminal = isTerminal;
  }

  /** Progress on the error output, as a bar if the program runs in a terminal. */
  public static ConsoleProgress create() {
    return of(System.err, isTerminal());
  }

  @SuppressWarnings("SystemConsoleNull") // newer JDKs have a method to ask, which is asked
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

  /** Progress on an output of yours, as a bar that is drawn over itself or as lines. */
  public static ConsoleProgress of(PrintStream out, boolean isTerminal) {
    return new ConsoleProgress(out, isTerminal);
  }

  @Override
  public synchronized void progress(BulkSnapshot snapshot) {
    if (isTerminal) {
      draw(ProgressText.bar(snapshot) + ProgressText.of(snapshot));
    } else if (told++ % PLAIN_EVERY == PLAIN_EVERY - 1) {
      out.println(ProgressText.of(snapshot));
    }
  }

  @Override
  public synchronized void finished(BulkSummary summary) {
    if (isTerminal) {
      draw(ProgressText.bar(summary.totals()) + ProgressText.of(summary));
      out.println();
    } else {
      out.println(ProgressText.of(summary));
    }
  }

  /** Writes over the line that is there, the rest of it too. */
  private void draw(String line) {
    out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    out.flush();
    width = line.length();
  }
}
