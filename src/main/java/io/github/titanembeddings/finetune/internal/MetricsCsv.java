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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the metrics file of a job by its header, and adds a note per problem. */
public final class MetricsCsv {
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_LINES_NAMED = 5;
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern NOT_FINITE =
      Pattern.compile("nan|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final String lossColumn;
  private final List<String> notes;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final Set<String> notFinite = new HashSet<>();
  private int wrongLines;
  private List<String> header = List.of();

  /** One line; NaN for a number that the file does not contain. */
  public record Row(long stepNumber, double epochNumber, double loss, double perplexity) {}

  private MetricsCsv(String file, String lossColumn, List<String> notes) {
    this.file = file;
    this.lossColumn = lossColumn;
    this.notes = notes;
  }

  public static List<Row> read(
      ObjectStore store, S3Uri uri, String lossColumn, List<String> notes) {
    MetricsCsv csv = new MetricsCsv(uri.toString(), lossColumn, notes);
    String text = csv.content(store, uri);
    if (text != null) {
      csv.parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    }
    return List.copyOf(csv.rows);
  }

  /** Returns the file, which the service may be writing, as far as it can be read; else null. */
  private @Nullable String content(ObjectStore store, S3Uri uri) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream stream = store.open(uri)) {
      byte[] part = new byte[1 << 16];
      for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
        bytes.write(part, 0, count);
        if (bytes.size() > MAX_BYTES) {
          notes.add(file + " is longer than 64 MB; its end is missing");
          break;
        }
      }
    } catch (StorageException e) {
      switch (e.kind()) {
        case NOT_FOUND -> notes.add(file + " does not exist (yet)");
        case ACCESS_DENIED ->
            notes.add(
                file
                    + ": access denied, or the file does not exist (yet): without s3:ListBucket"
                    + " Amazon S3 does not say which");
        case CHANGED -> notes.add(file + " was rewritten while it was read; its end is missing");
        default -> throw e;
      }
      if (bytes.size() == 0) {
        return null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(UTF_8);
  }

  private void parse(String text) {
    if (text.isBlank()) {
      notes.add(file + " is empty");
      return;
    }
    String[] lines = LINE_END.split(text, -1);
    header = fields(lines[0]).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    for (String column : List.of("step_number", "epoch_number", lossColumn)) {
      if (!header.contains(column)) {
        notes.add(file + " has no column " + column);
      }
    }
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        readLine(i + 1, lines[i], i == lines.length - 1);
      }
    }
    if (wrongLines > 0) {
      notes.add(
          String.format(Locale.ROOT, "%s: %,d lines skipped: %s", file, wrongLines, wrong)
              + (wrongLines > wrong.size() ? " and more" : ""));
    }
    if (rows.isEmpty()) {
      notes.add(file + " contains no step yet");
    }
  }

  private void readLine(int number, String line, boolean cut) {
    List<String> fields = fields(line);
    try {
      if (fields.size() != header.size()) {
        throw new NumberFormatException(fields.size() + " columns");
      }
      double step = number(number, fields, "step_number");
      rows.add(
          new Row(
              Double.isNaN(step) ? rows.size() : (long) step,
              number(number, fields, "epoch_number"),
              number(number, fields, lossColumn),
              number(number, fields, "perplexity")));
      if (cut) {
        notes.add(file + ": the last line has no end, so its last number may be truncated");
      }
    } catch (NumberFormatException e) {
      wrongLines++;
      if (wrong.size() < MAX_LINES_NAMED) {
        wrong.add("line " + number + (cut ? ", truncated" : ""));
      }
    }
  }

  private double number(int line, List<String> fields, String column) {
    int index = header.indexOf(column);
    String text = index < 0 ? "" : fields.get(index);
    if (NOT_FINITE.matcher(text).matches()) {
      if (notFinite.add(column)) {
        notes.add(file + ": " + column + " is " + text + " in line " + line + ": skipped");
      }
      return Double.NaN;
    }
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  /** Splits a line and strips quotes and spaces; no field contains a comma. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split(",", -1)) {
      String bare = field.strip();
      boolean quoted = bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"");
      fields.add(quoted ? bare.substring(1, bare.length() - 1).strip() : bare);
    }
    return fields;
  }
}
