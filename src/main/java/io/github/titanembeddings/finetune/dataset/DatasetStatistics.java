package io.github.titanembeddings.finetune.dataset;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Statistics of a dataset. An image counts once, however many lines refer to it; an image whose
 * header cannot be read is not part of a histogram. Immutable.
 *
 * @param trainingRecords the number of lines of the training manifest that are not blank
 * @param validationRecords the number of lines of the validation manifest that are not blank
 * @param manifestBytes the size of both manifests in bytes
 * @param images the number of distinct images that were checked; 0 without a store of images
 * @param imageBytesRead the number of bytes of images that were read
 * @param captionCharacters the lengths of captions in Unicode code points
 * @param captionTokens the lengths of captions in estimated tokens
 * @param imageWidths the widths of images in pixels, before any Exif rotation
 * @param imageHeights the heights of images in pixels, before any Exif rotation
 * @param imageBytes the sizes of images in bytes
 * @param formats the number of images by format, {@code JPEG} or {@code PNG}
 */
public record DatasetStatistics(
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
    SortedMap<String, Long> formats) {
  /** Requires all values and copies the map. */
  public DatasetStatistics {
    Objects.requireNonNull(captionCharacters, "captionCharacters");
    Objects.requireNonNull(captionTokens, "captionTokens");
    Objects.requireNonNull(imageWidths, "imageWidths");
    Objects.requireNonNull(imageHeights, "imageHeights");
    Objects.requireNonNull(imageBytes, "imageBytes");
    formats = Collections.unmodifiableSortedMap(new TreeMap<>(formats));
  }

  @Override
  public String toString() {
    return trainingRecords
        + " training and "
        + validationRecords
        + " validation records, "
        + images
        + " images";
  }
}
