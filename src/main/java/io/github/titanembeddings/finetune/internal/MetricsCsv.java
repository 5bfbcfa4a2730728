package io.github.titanembeddings.finetune.internal;

import io.github.titanembeddings.finetune.MetricPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the metrics that a job writes, by the header of the file, and notes what it can't read. */
public final class MetricsCsv {
  private static final int MAX_LINES_NAMED = 5;
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern NOT_FINITE =
      Pattern.compile("nan|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final String lossColumn;
  private final List<String> notes;
  private final List<MetricPoint> points = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final Set<String> notFinite = new HashSet<>();
  private int wrongLines;
  private List<String> header = List.of();

  private MetricsCsv(String file, String lossColumn, List<String> notes) {
    this.file = file;
    this.lossColumn = lossColumn;
    this.notes = notes;
  }

  /** The points of a file; what was wrong with it is added to the notes. */
  public static List<MetricPoint> read(
      String file, String text, String lossColumn, List<String> notes) {
    MetricsCsv csv = new MetricsCsv(file, lossColumn, notes);
    csv.read(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    return List.copyOf(csv.points);
  }

  private void read(String text) {
    if (text.isBlank()) {
      notes.add(file + " is empty");
      return;
    }
    String[] lines = LINE_END.split(text, -1);
    header = fields(lines[0]).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    noteMissingColumns();
    for (int i = 1; i < lines.length; i++) {
      boolean cut = i == lines.length - 1;
      if (!lines[i].isBlank()) {
        readLine(i + 1, lines[i], cut);
      }
    }
    if (wrongLines > 0) {
      notes.add(
          String.format(Locale.ROOT, "%s: %,d lines left out: %s", file, wrongLines, wrong)
              + (wrongLines > wrong.size() ? " and more" : ""));
    }
    if (points.isEmpty()) {
      notes.add(file + " holds no step yet");
    }
  }

  private void noteMissingColumns() {
    for (String column : List.of("step_number", "epoch_number", lossColumn)) {
      if (!header.contains(column)) {
        notes.add(file + " has no column " + column);
      }
    }
  }

  private void readLine(int number, String line, boolean cut) {
    List<String> fields = fields(line);
    try {
      if (fields.size() != header.size()) {
        throw new NumberFormatException(fields.size() + " columns");
      }
      Double step = number(number, fields, "step_number");
      points.add(
          MetricPoint.of(
              step == null ? points.size() : step.longValue(),
              number(number, fields, "epoch_number"),
              number(number, fields, lossColumn),
              number(number, fields, "perplexity")));
      if (cut) {
        notes.add(file + ": the last line has no end, so its last number may be cut short");
      }
    } catch (NumberFormatException e) {
      wrongLines++;
      if (wrong.size() < MAX_LINES_NAMED) {
        wrong.add("line " + number + (cut ? ", cut short" : ""));
      }
    }
  }

  /** The number in a column, if the column is there and not blank. */
  private @Nullable Double number(int line, List<String> fields, String column) {
    int index = header.indexOf(column);
    String text = index < 0 ? "" : fields.get(index);
    if (text.isEmpty()) {
      return null;
    }
    if (NOT_FINITE.matcher(text).matches()) {
      if (notFinite.add(column)) {
        notes.add(file + ": " + column + " is " + text + " in line " + line + ": left out");
      }
      return null;
    }
    return Double.valueOf(text);
  }

  /** The fields of a line, without the quotes and spaces around them; no field holds a comma. */
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
