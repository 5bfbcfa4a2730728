package io.github.titanembeddings.bench;

import static io.github.titanembeddings.bench.Contestant.BARE_SDK;
import static io.github.titanembeddings.bench.Contestant.LIBRARY;
import static io.github.titanembeddings.bench.Contestant.ONE_COPY;
import static io.github.titanembeddings.bench.Contestant.ONE_COPY_READ;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;

/** Prints results in Markdown, with ratios to this library. */
final class ResultTable {
  private ResultTable() {}

  static void print(Figures bytes, Figures cpuMicros) {
    StringBuilder head = new StringBuilder("\n| bytes allocated, CPU time a call |");
    StringBuilder line = new StringBuilder("|---|");
    for (Payload payload : Payload.values()) {
      head.append(' ').append(payload).append(" |");
      line.append("---|");
    }
    System.out.println(head + "\n" + line);
    for (Contestant contestant : Contestant.values()) {
      StringBuilder row = new StringBuilder("| " + contestant + " |");
      for (Payload payload : Payload.values()) {
        row.append(' ').append(cell(payload, contestant, bytes, cpuMicros)).append(" |");
      }
      System.out.println(row);
    }
    for (Payload payload : Payload.values()) {
      System.out.println(payload + ": " + aboveTheLeast(payload, bytes, cpuMicros));
    }
  }

  private static String cell(
      Payload payload, Contestant contestant, Figures bytes, Figures cpuMicros) {
    if (!contestant.embeds(payload)) {
      return "–";
    }
    String figures =
        format(
            "%,.0f KB, %,.2f ms",
            bytes.get(payload, contestant) / 1000, cpuMicros.get(payload, contestant) / 1000);
    return contestant == LIBRARY
        ? figures
        : figures
            + format(
                " (%.2f, %.2f x)",
                bytes.ratio(payload, contestant, LIBRARY),
                cpuMicros.ratio(payload, contestant, LIBRARY));
  }

  /** Returns this library's overhead over the cheapest call with the AWS SDK. */
  private static String aboveTheLeast(Payload payload, Figures bytes, Figures cpuMicros) {
    if (payload.isText()) {
      return format(
          "%.3f x the bytes and %.3f x the CPU time of the AWS SDK alone",
          bytes.ratio(payload, LIBRARY, BARE_SDK), cpuMicros.ratio(payload, LIBRARY, BARE_SDK));
    }
    double perImageByte =
        (bytes.get(payload, LIBRARY) - 1.1 * bytes.get(payload, BARE_SDK)) / payload.imageBytes();
    return format(
        "%.3f bytes per image byte beside 1.1 x those of the AWS SDK alone,"
            + " %.3f x the CPU time of one copy, %.3f x that of one copy with the reply read",
        perImageByte,
        cpuMicros.ratio(payload, LIBRARY, ONE_COPY),
        cpuMicros.ratio(payload, LIBRARY, ONE_COPY_READ));
  }

  static void printFirst(Figures millis, Figures cpuMillis) {
    System.out.println(
        format(
            "first call in a fresh JVM: %,.0f ms, %,.0f ms of CPU time; AWS SDK alone %,.0f, %,.0f"
                + " (this library: %.3f, %.3f x)",
            millis.get(Payload.SHORT_TEXT, LIBRARY),
            cpuMillis.get(Payload.SHORT_TEXT, LIBRARY),
            millis.get(Payload.SHORT_TEXT, BARE_SDK),
            cpuMillis.get(Payload.SHORT_TEXT, BARE_SDK),
            millis.ratio(Payload.SHORT_TEXT, LIBRARY, BARE_SDK),
            cpuMillis.ratio(Payload.SHORT_TEXT, LIBRARY, BARE_SDK)));
  }

  static void printParts(Collection<RunResult> results) {
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      System.out.println(
          format(
              "%s %s: %,.1f µs, %,.0f bytes",
              name.substring(name.lastIndexOf("Read")),
              result.getParams().getParamsKeys().isEmpty()
                  ? ""
                  : result.getParams().getParam("format"),
              result.getPrimaryResult().getScore(),
              allocatedBytes(result)));
    }
  }

  static double allocatedBytes(RunResult result) {
    return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
