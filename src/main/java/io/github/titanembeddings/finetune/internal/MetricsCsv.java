package io.github.titanembeddings.finetune.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the metrics file of a job by its header, and adds a note per problem. */
public final class MetricsCsv {
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_LINES_NAMED = 5;
  private static final Pattern NOT_FINITE =
      Pattern.compile("nan|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

  private final String file;
  private final List<String> notes;
  private final Set<String> notFinite = new HashSet<>();
  private List<String> header = List.of();

  /** One line; NaN for a number that the file does not contain. */
  public record Row(long stepNumber, double epochNumber, double loss, double perplexity) {}

  private MetricsCsv(String file, List<String> notes) {
    this.file = file;
    this.notes = notes;
  }

  public static List<Row> read(
      ObjectStore store, S3Uri uri, String lossColumn, List<String> notes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MetricsCsv csv = new MetricsCsv(uri.toString(), notes);
    boolean missing = !csv.copy(store, uri, bytes) && bytes.size() == 0;
    return missing ? List.of() : csv.parse(bytes.toString(UTF_8), lossColumn);
  }

  /** Copies the file, which the service may be writing; returns whether it could be read whole. */
  private boolean copy(ObjectStore store, S3Uri uri, ByteArrayOutputStream bytes) {
    try (InputStream stream = store.open(uri)) {
      byte[] part = new byte[1 << 16];
      for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
        bytes.write(part, 0, count);
        if (bytes.size() > MAX_BYTES) {
          note(" is longer than 64 MB; its end is missing");
          return false;
        }
      }
      return true;
    } catch (StorageException e) {
      switch (e.kind()) {
        case NOT_FOUND -> note(" does not exist (yet)");
        case ACCESS_DENIED ->
            note(
                ": access denied, or the file does not exist (yet): without s3:ListBucket Amazon S3"
                    + " does not say which");
        case CHANGED -> note(" was rewritten while it was read; its end is missing");
        default -> throw e;
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(String text) {
    notes.add(file + text);
  }

  private List<Row> parse(String text, String lossColumn) {
    if (text.isBlank()) {
      note(" is empty");
      return List.of();
    }
    Iterator<String> lines = text.lines().iterator();
    header = fields(lines.next().replace("\uFEFF", "").toLowerCase(Locale.ROOT));
    for (String column : List.of("step_number", "epoch_number", lossColumn)) {
      if (!header.contains(column)) {
        note(" has no column " + column);
      }
    }
    boolean truncated = !text.endsWith("\n") && !text.endsWith("\r");
    List<Row> rows = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int wrongLines = 0;
    for (int number = 2; lines.hasNext(); number++) {
      String line = lines.next();
      boolean cut = truncated && !lines.hasNext();
      if (line.isBlank()) {
        continue;
      }
      try {
        rows.add(row(number, fields(line), lossColumn, rows.size()));
        if (cut) {
          note(": the last line has no end, so its last number may be truncated");
        }
      } catch (NumberFormatException e) {
        wrongLines++;
        if (wrong.size() < MAX_LINES_NAMED) {
          wrong.add("line " + number + (cut ? ", truncated" : ""));
        }
      }
    }
    if (wrongLines > 0) {
      note(
          String.format(Locale.ROOT, ": %,d lines skipped: %s", wrongLines, wrong)
              + (wrongLines > wrong.size() ? " and more" : ""));
    }
    if (rows.isEmpty()) {
      note(" contains no step yet");
    }
    return rows;
  }

  private Row row(int line, List<String> fields, String lossColumn, int index) {
    if (fields.size() != header.size()) {
      throw new NumberFormatException(fields.size() + " columns");
    }
    double step = number(line, fields, "step_number");
    return new Row(
        Double.isNaN(step) ? index : (long) step,
        number(line, fields, "epoch_number"),
        number(line, fields, lossColumn),
        number(line, fields, "perplexity"));
  }

  private double number(int line, List<String> fields, String column) {
    int index = header.indexOf(column);
    String text = index < 0 ? "" : fields.get(index);
    if (NOT_FINITE.matcher(text).matches()) {
      if (notFinite.add(column)) {
        note(": " + column + " is " + text + " in line " + line + ": skipped");
      }
      return Double.NaN;
    }
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  /** Splits a line and removes quotes and spaces; no field contains a comma. */
  private static List<String> fields(String line) {
    return Stream.of(line.replace("\"", "").split(",", -1)).map(String::strip).toList();
  }
}
