package io.github.titanembeddings.internal.image;

import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/** Decodes an image by the ImageIO readers on the class path, the first image of a file. */
final class ImageDecoder {
  private static final String PROFILE_NAME = "ICC_PROFILE\0";
  private static final int APP2 = 0xE2;

  /** A profile has at most 255 segments; other metadata may be located between them. */
  private static final int MAX_PROFILE_SEGMENTS = 1024;

  private final ImageData source;
  private final HeaderStep header;
  private final int side;
  private final int maxDecoded;
  private final DecodeLimits limits;
  private final boolean rgb;
  private final Function<Object, Iterator<ImageReader>> readers;

  /** A decoded image, perhaps subsampled; width and height are in pixels as stored. */
  record Decoded(BufferedImage image, String formatName, int width, int height) {}

  private interface Step<T> {
    T run(ImageReader reader) throws IOException, UnfitImageException;
  }

  /** Creates a decoder for images to be scaled to a longer side. */
  ImageDecoder(ImageData source, HeaderStep header, int side, DecodeLimits limits) {
    this(
        source,
        header,
        side,
        PlainPixels.MAX_DECODED_PIXELS,
        limits,
        false,
        ImageIO::getImageReaders);
  }

  /**
   * Uses the given readers of a stream, best first. Pixels are skipped if there are more than
   * {@code maxDecoded}. If {@code rgb} is true, the decoded image may store bytes in RGB order.
   */
  ImageDecoder(
      ImageData source,
      HeaderStep header,
      int side,
      int maxDecoded,
      DecodeLimits limits,
      boolean rgb,
      Function<Object, Iterator<ImageReader>> readers) {
    this.source = source;
    this.header = header;
    this.side = side;
    this.maxDecoded = maxDecoded;
    this.limits = limits;
    this.rgb = rgb;
    this.readers = readers;
  }

  /** Decodes with the first reader that succeeds, as a last resort without the color profile. */
  Decoded decode() throws IOException, UnfitImageException {
    limits.checkScans(source, header);
    try {
      return decode(List.of());
    } catch (UnfitImageException e) {
      boolean perhapsProfile = isJpeg() && e.getCause() instanceof RuntimeException;
      List<Long> profile = perhapsProfile ? colorProfileMarkers(source) : List.of();
      if (profile.isEmpty()) {
        throw e;
      }
      return decode(profile);
    }
  }

  private Decoded decode(List<Long> hiddenMarkers) throws IOException, UnfitImageException {
    return withFirstReader(hiddenMarkers, this::read);
  }

  /** Reads the size with the first reader that succeeds; decodes nothing. */
  Dimension size() throws IOException, UnfitImageException {
    return withFirstReader(
        List.of(), reader -> new Dimension(reader.getWidth(0), reader.getHeight(0)));
  }

  private <T> T withFirstReader(List<Long> hiddenMarkers, Step<T> step)
      throws IOException, UnfitImageException {
    Exception failure = null;
    try (ImageDataStream sniffed = new ImageDataStream(source)) {
      Iterator<ImageReader> candidates = readers.apply(sniffed);
      while (candidates.hasNext()) {
        ImageReader reader = candidates.next();
        ImageDataStream stream = new ImageDataStream(source, hiddenMarkers);
        try {
          reader.setInput(stream, true, true);
          return step.run(reader);
        } catch (IOException | RuntimeException e) {
          // Readers throw any exception on a broken image.
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

  private Decoded read(ImageReader reader) throws IOException, UnfitImageException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    limits.checkSize(width, height);
    // A tile can be larger than the image and is decoded as a whole. Flat ones, called strips, are
    // common.
    int tileWidth = reader.getTileWidth(0);
    int tileHeight = reader.getTileHeight(0);
    if (limits.exceededBy(tileWidth, tileHeight) != Limit.DECODE_ASPECT) {
      limits.checkSize(tileWidth, tileHeight);
    }
    MissingDataListener missing = new MissingDataListener();
    reader.addIIOReadWarningListener(missing);
    ImageReadParam param = reader.getDefaultReadParam();
    int factor = PlainPixels.subsampling(width, height, side, maxDecoded);
    param.setSourceSubsampling(factor, factor, 0, 0);
    boolean inOrder = rgb && readsInOrder(reader);
    if (inOrder) {
      param.setDestination(
          PlainPixels.rgbBytes((width + factor - 1) / factor, (height + factor - 1) / factor));
    }
    BufferedImage image = reader.read(0, param);
    missing.check();
    return new Decoded(inOrder ? image : PlainPixels.of(image), formatName(reader), width, height);
  }

  /**
   * Returns whether the reader decodes to BGR by default, which swaps bytes, but can also decode to
   * RGB without a swap, as the JDK's readers for JPEG and PNG do.
   */
  private boolean readsInOrder(ImageReader reader) throws IOException {
    if (!(header instanceof ImageHeader)
        || !reader.getClass().getModule().equals(ImageReader.class.getModule())) {
      return false;
    }
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return types.hasNext() && types.next().getBufferedImageType() == BufferedImage.TYPE_3BYTE_BGR;
  }

  /** The header's name, or the longest of the reader's: one calls itself both tif and TIFF. */
  private String formatName(ImageReader reader) {
    if (header instanceof ImageHeader known) {
      return known.formatName();
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
    return header instanceof ImageHeader known && known.isJpeg();
  }

  private String describe() {
    if (header instanceof ImageHeader known) {
      return known.isJpeg() && known.components() == 4
          ? "a CMYK JPEG file (com.twelvemonkeys.imageio:imageio-jpeg reads what an older JDK"
              + " can't)"
          : "a " + known.formatName() + " file";
    }
    return header instanceof Unusable unusable ? unusable.found() : "an image";
  }

  /** Returns the positions of the marker bytes of the segments with the ICC color profile. */
  private static List<Long> colorProfileMarkers(ImageData jpeg) throws IOException {
    List<Long> markers = new ArrayList<>();
    byte[] start = new byte[4 + PROFILE_NAME.length()];
    long at = 2;
    for (int i = 0; i < MAX_PROFILE_SEGMENTS; i++) {
      HeaderWindow segment = new HeaderWindow(at, start, jpeg.read(at, start), jpeg.size());
      if (!segment.holds(at, 4) || segment.u8(at) != 0xFF || segment.u8(at + 1) < 0xC0) {
        break;
      } else if (segment.u8(at + 1) == APP2 && segment.matches(at + 4, PROFILE_NAME)) {
        markers.add(at + 1);
      }
      at += 2 + segment.u16(at + 2);
    }
    return markers;
  }

  /**
   * Detects a reader's warnings of missing pixels.
   *
   * <p>JPEG readers only warn of a file that ends early or is damaged, and return gray for missing
   * pixels. Other warnings do not concern pixels: of a broken color profile, or of a missing end
   * marker after the last pixel.
   */
  private static final class MissingDataListener implements IIOReadWarningListener {
    private static final List<String> SIGNS = List.of("premature end", "bad huffman code");

    private @Nullable String missing;

    @Override
    public void warningOccurred(ImageReader source, String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (missing == null && SIGNS.stream().anyMatch(lower::contains)) {
        missing = text;
      }
    }

    void check() throws IIOException {
      if (missing != null) {
        throw new IIOException(missing);
      }
    }
  }
}
