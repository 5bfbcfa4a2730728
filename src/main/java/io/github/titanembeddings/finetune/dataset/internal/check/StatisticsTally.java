package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetStatistics;
import io.github.titanembeddings.internal.image.header.ImageHeader;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a set consists of, while it is read. */
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
        new DatasetStatistics.Data(
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
            Collections.unmodifiableSortedMap(new TreeMap<>(formats))));
  }
}
