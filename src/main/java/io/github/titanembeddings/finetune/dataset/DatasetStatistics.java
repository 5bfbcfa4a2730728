package io.github.titanembeddings.finetune.dataset;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a set consists of. Images are counted once, however many lines name them; those without a
 * readable header are not in the histograms. Immutable and safe to share between threads.
 */
public final class DatasetStatistics {
  /** What is known. */
  public record Data(
      long trainingRecords,
      long validationRecords,
      long manifestBytes,
      long images,
      long imageBytesRead,
      Histogram captionCharacters,
      Histogram captionTokens,
      Histogram imageWidths,
      Histogram imageHeights,
      Histogram imageBytes,
      SortedMap<String, Long> formats) {}

  private final Data data;

  public DatasetStatistics(Data data) {
    this.data = data;
  }

  /** How many lines of a manifest are not blank. */
  public long records(DatasetRole role) {
    return role == DatasetRole.TRAINING ? data.trainingRecords : data.validationRecords;
  }

  /** How many bytes the manifests have. */
  public long manifestBytes() {
    return data.manifestBytes;
  }

  /** How many different images were looked at; 0 without a store of them. */
  public long images() {
    return data.images;
  }

  /** How many bytes of images were read for it. */
  public long imageBytesRead() {
    return data.imageBytesRead;
  }

  /** The lengths of captions in Unicode code points. */
  public Histogram captionCharacters() {
    return data.captionCharacters;
  }

  /** The lengths of captions in tokens, estimated as the likely count. */
  public Histogram captionTokens() {
    return data.captionTokens;
  }

  /** The widths of images in pixels, as stored. */
  public Histogram imageWidths() {
    return data.imageWidths;
  }

  /** The heights of images in pixels, as stored. */
  public Histogram imageHeights() {
    return data.imageHeights;
  }

  /** The sizes of image files in bytes. */
  public Histogram imageBytes() {
    return data.imageBytes;
  }

  /** How many images are of which format: {@code JPEG}, {@code PNG}. */
  public SortedMap<String, Long> formats() {
    return data.formats;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatasetStatistics that && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return data.hashCode();
  }

  @Override
  public String toString() {
    return data.trainingRecords
        + " training and "
        + data.validationRecords
        + " validation records, "
        + data.images
        + " images";
  }
}
