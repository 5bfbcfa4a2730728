package io.github.titanembeddings.internal.image.fit;

import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.header.HeaderStep;
import io.github.titanembeddings.internal.image.header.HeaderStep.Known;
import io.github.titanembeddings.internal.image.header.HeaderStep.Unusable;
import io.github.titanembeddings.internal.image.header.JpegScans;
import io.github.titanembeddings.internal.image.header.TiffScans;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Decodes an image by the ImageIO readers on the class path, the first picture of several. */
final class ImageDecoder {
  private final ImageData source;
  private final HeaderStep header;
  private final Goal goal;
  private final Function<Object, Iterator<ImageReader>> readers;

  ImageDecoder(ImageData source, HeaderStep header, Goal goal) {
    this(source, header, goal, ImageIO::getImageReaders);
  }

  /** The readers are those that know the format of a stream, the best first. */
  ImageDecoder(
      ImageData source,
      HeaderStep header,
      Goal goal,
      Function<Object, Iterator<ImageReader>> readers) {
    this.source = source;
    this.header = header;
    this.goal = goal;
    this.readers = readers;
  }

  /** Decodes by the first reader that can, in the last resort without the colour profile. */
  DecodedImage decode() throws IOException, UnfitImageException {
    refuseTooManyScans();
    try {
      return decode(List.of());
    } catch (UnfitImageException e) {
      boolean perhapsProfile = isJpeg() && e.getCause() instanceof RuntimeException;
      List<Long> profile = perhapsProfile ? JpegColorProfile.markers(source) : List.of();
      if (profile.isEmpty()) {
        throw e;
      }
      return decode(profile);
    }
  }

  private DecodedImage decode(List<Long> hiddenMarkers) throws IOException, UnfitImageException {
    Exception failure = null;
    try (ImageDataStream sniffed = new ImageDataStream(source)) {
      Iterator<ImageReader> candidates = readers.apply(sniffed);
      while (candidates.hasNext()) {
        ImageReader reader = candidates.next();
        ImageDataStream stream = new ImageDataStream(source, hiddenMarkers);
        try {
          return read(reader, stream);
        } catch (IOException | RuntimeException e) {
          // Readers throw anything at all on a broken image.
          stream.rethrowFailure();
          failure = failure == null ? e : failure;
        } finally {
          reader.dispose();
          stream.close();
        }
      }
      sniffed.rethrowFailure();
    }
    throw unreadable(failure);
  }

  /** Reads the size by the first reader that can, and decodes nothing. */
  Dimension size() throws IOException, UnfitImageException {
    Exception failure = null;
    try (ImageDataStream sniffed = new ImageDataStream(source)) {
      Iterator<ImageReader> candidates = readers.apply(sniffed);
      while (candidates.hasNext()) {
        ImageReader reader = candidates.next();
        try (ImageDataStream stream = new ImageDataStream(source)) {
          reader.setInput(stream, true, true);
          return new Dimension(reader.getWidth(0), reader.getHeight(0));
        } catch (IOException | RuntimeException e) {
          failure = failure == null ? e : failure;
        } finally {
          reader.dispose();
        }
      }
      sniffed.rethrowFailure();
    }
    throw unreadable(failure);
  }

  /** Refuses an image by its size, before it takes memory. */
  static void refuseTooLarge(int width, int height, Goal goal) throws UnfitImageException {
    Limit exceeded = goal.source().exceededBy(width, height);
    if (exceeded != null) {
      throw new UnfitImageException(
          DecodeLimits.code(exceeded), width + " x " + height + " pixels");
    }
  }

  private void refuseTooManyScans() throws IOException, UnfitImageException {
    long most = goal.source().scans();
    if (isJpeg() && JpegScans.count(source, most) > most) {
      throw new UnfitImageException(
          DecodeLimits.code(Limit.DECODE_SCANS),
          String.format(Locale.ROOT, "a JPEG file with more than %,d scans", most));
    } else if (!(header instanceof Known) && TiffScans.exceed(source, most)) {
      throw new UnfitImageException(
          DecodeLimits.code(Limit.DECODE_SCANS),
          String.format(
              Locale.ROOT,
              "a TIFF file with a strip of more than %,d JPEG scans, or strips that overlap",
              most));
    }
  }

  private DecodedImage read(ImageReader reader, ImageInputStream stream)
      throws IOException, UnfitImageException {
    reader.setInput(stream, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    refuseTooLarge(width, height, goal);
    // A tile can be larger than the image and is decoded as a whole. Flat ones, called strips, are
    // common.
    int tileWidth = reader.getTileWidth(0);
    int tileHeight = reader.getTileHeight(0);
    if (goal.source().exceededBy(tileWidth, tileHeight) != Limit.DECODE_ASPECT) {
      refuseTooLarge(tileWidth, tileHeight, goal);
    }
    MissingDataListener missing = new MissingDataListener();
    reader.addIIOReadWarningListener(missing);
    ImageReadParam param = reader.getDefaultReadParam();
    int factor = Resampler.subsampling(width, height, goal.side());
    param.setSourceSubsampling(factor, factor, 0, 0);
    BufferedImage picture = reader.read(0, param);
    missing.check();
    return new DecodedImage(PlainPixels.of(picture), formatName(reader), width, height);
  }

  /** The header's name, or the longest of the reader's: one calls itself both tif and TIFF. */
  private String formatName(ImageReader reader) {
    if (header instanceof Known known) {
      return known.header().formatName();
    }
    return Arrays.stream(reader.getOriginatingProvider().getFormatNames())
        .max(Comparator.comparingInt(String::length))
        .orElse("")
        .toUpperCase(Locale.ROOT);
  }

  private UnfitImageException unreadable(@Nullable Exception failure) {
    String found = describe();
    if (failure == null) {
      return new UnfitImageException(
          ViolationCodes.IMAGE_UNREADABLE,
          found + ", and no ImageIO reader on the class path reads it");
    }
    String reason =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return new UnfitImageException(
        ViolationCodes.IMAGE_UNREADABLE, found + " that can't be decoded: " + reason, failure);
  }

  private boolean isJpeg() {
    return header instanceof Known known && known.header().formatName().equals("JPEG");
  }

  private String describe() {
    if (header instanceof Known known) {
      return isJpeg() && known.header().components() == 4
          ? "a CMYK JPEG file (com.twelvemonkeys.imageio:imageio-jpeg reads what an older JDK can't)"
          : "a " + known.header().formatName() + " file";
    }
    return header instanceof Unusable unusable ? unusable.found() : "an image";
  }
}
