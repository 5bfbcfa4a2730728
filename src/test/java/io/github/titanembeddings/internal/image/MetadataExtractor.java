package io.github.titanembeddings.internal.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.png.PngColorType;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.png.PngDirectory;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Reads headers with metadata-extractor, as the oracle. */
final class MetadataExtractor {
  /** The properties that both readers report; not alpha and animation. */
  record Values(String formatName, int width, int height, int orientation, int components) {
    static Values of(ImageHeader header) {
      return new Values(
          header.formatName(),
          header.width(),
          header.height(),
          header.orientation(),
          header.components());
    }
  }

  private MetadataExtractor() {}

  static Values read(byte[] image) throws IOException, ImageProcessingException, MetadataException {
    Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(image));
    int orientation = orientation(metadata);
    JpegDirectory jpeg = metadata.getFirstDirectoryOfType(JpegDirectory.class);
    if (jpeg != null) {
      return new Values(
          "JPEG",
          jpeg.getImageWidth(),
          jpeg.getImageHeight(),
          orientation,
          jpeg.getNumberOfComponents());
    }
    PngDirectory png = metadata.getFirstDirectoryOfType(PngDirectory.class);
    return new Values(
        "PNG",
        png.getInt(PngDirectory.TAG_IMAGE_WIDTH),
        png.getInt(PngDirectory.TAG_IMAGE_HEIGHT),
        orientation,
        components(PngColorType.fromNumericValue(png.getInt(PngDirectory.TAG_COLOR_TYPE))));
  }

  private static int orientation(Metadata metadata) {
    for (ExifIFD0Directory exif : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      Integer orientation = exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (orientation != null) {
        return orientation;
      }
    }
    return 1;
  }

  private static int components(PngColorType type) {
    if (type.equals(PngColorType.GREYSCALE)) {
      return 1;
    } else if (type.equals(PngColorType.GREYSCALE_WITH_ALPHA)) {
      return 2;
    }
    return type.equals(PngColorType.TRUE_COLOR_WITH_ALPHA) ? 4 : 3;
  }
}
