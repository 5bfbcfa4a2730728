package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the statistics of a dataset while it is read. */
final class StatisticsTally {
  private static final long KB = 1024;

  private final Map<DatasetRole, Long> records = new EnumMap<>(DatasetRole.class);
  private final Tally captionCharacters =
      new Tally("characters", 0, 16, 32, 64, 128, 256, 512, 1024, 2560);
  private final Tally captionTokens = new Tally("tokens", 0, 4, 8, 16, 32, 64, 128);
  private final Tally imageWidths = sides();
  private final Tally imageHeights = sides();
  private final Tally imageBytes =
      new Tally("bytes", 16 * KB, 64 * KB, 256 * KB, KB * KB, 5 * KB * KB, 25 * KB * KB);
  private final SortedMap<String, Long> formats = new TreeMap<>();
  private long lines;
  private long manifestBytes;
  private long images;
  private long imageBytesRead;

  private static Tally sides() {
    return new Tally("pixels", 255, 512, 1024, 1536, 2048, 3072, 4096);
  }

  void addLine(DatasetRole role, boolean record) {
    lines++;
    if (record) {
      records.merge(role, 1L, Long::sum);
    }
  }

  void addCaption(int codePoints, long tokens) {
    captionCharacters.add(codePoints);
    captionTokens.add(tokens);
  }

  void addManifestBytes(long bytes) {
    manifestBytes += bytes;
  }

  void addImage(long bytesRead) {
    images++;
    imageBytesRead += bytesRead;
  }

  void addHeader(ImageHeader header, long bytes) {
    imageWidths.add(header.width());
    imageHeights.add(header.height());
    imageBytes.add(bytes);
    formats.merge(header.formatName(), 1L, Long::sum);
  }

  long records(DatasetRole role) {
    return records.getOrDefault(role, 0L);
  }

  long lines() {
    return lines;
  }

  long images() {
    return images;
  }

  long bytes() {
    return manifestBytes + imageBytesRead;
  }

  DatasetStatistics statistics() {
    return new DatasetStatistics(
        records(DatasetRole.TRAINING),
        records(DatasetRole.VALIDATION),
        manifestBytes,
        images,
        imageBytesRead,
        captionCharacters.histogram(),
        captionTokens.histogram(),
        imageWidths.histogram(),
        imageHeights.histogram(),
        imageBytes.histogram(),
        formats);
  }

  private static final class Tally {
    private final String unit;
    private final long[] bounds;
    private final long[] counts;
    private final LongSummaryStatistics summary = new LongSummaryStatistics();

    Tally(String unit, long... bounds) {
      this.unit = unit;
      this.bounds = bounds;
      this.counts = new long[bounds.length + 1];
    }

    void add(long number) {
      int range = 0;
      while (range < bounds.length && number > bounds[range]) {
        range++;
      }
      counts[range]++;
      summary.accept(number);
    }

    Histogram histogram() {
      return new Histogram(
          unit,
          Arrays.stream(bounds).boxed().toList(),
          Arrays.stream(counts).boxed().toList(),
          summary.getCount() == 0 ? 0 : summary.getMin(),
          Math.max(0, summary.getMax()),
          summary.getAverage());
    }
  }
}
