package io.github.titanembeddings.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Whether an image file has its end marker, EOI of a JPEG or IEND of a PNG, anywhere in its last
 * 1,024 bytes; if not, the likely reason.
 */
public enum ImageCompleteness {
  /** The end marker exists. */
  WHOLE(""),
  /** The last bytes are zeros; the end marker may be located before them. */
  ZEROS("zero padding"),
  /** A JPEG that is followed by more images. */
  MORE_IMAGES("the further images of a Multi-Picture Format (MPF) file"),
  /** A JPEG that is followed by a video. */
  VIDEO("the video of a motion photo"),
  /** A JPEG that is followed by data of a camera or an editor. */
  CAMERA_DATA("data that a camera or an editor appended"),
  /** Nothing explains that there is no end. */
  MISSING("");

  /** The number of bytes at the end of the file that are searched for the end marker. */
  public static final int TAIL = 1024;

  /** The number of bytes at the start of the file in which a trailer is announced. */
  public static final int START = 64 * 1024;

  private static final System.Logger LOG = System.getLogger(ImageCompleteness.class.getName());

  private static final byte[] EOI = {(byte) 0xFF, (byte) 0xD9};
  private static final byte[] IEND = "IEND\u00AEB`\u0082".getBytes(ISO_8859_1);
  private static final Pattern MPF = Pattern.compile("\u00FF\u00E2..MPF\0", Pattern.DOTALL);
  private static final Pattern MOTION_PHOTO =
      Pattern.compile("(?:MotionPhoto|MicroVideo)(?:=[\"']|>)1\\b");

  /** Samsung, Huawei (live photo), Canon (Digital Photo Professional), Photo Mechanic. */
  private static final Pattern CAMERA_TRAILER =
      Pattern.compile("SEFT\\z|LIVE_[0-9]+ *\\z|CANON OPTIONAL DATA\0|cbipcbbl\\z");

  private final String trailer;

  ImageCompleteness(String trailer) {
    this.trailer = trailer;
  }

  /** Returns a description of the missing end marker, for messages. */
  public String describe(String formatName) {
    String marker = formatName.equals("PNG") ? "image end (IEND)" : "end of image (EOI)";
    String missing = "a " + formatName + " file without " + marker + " in its last 1,024 bytes";
    return trailer.isEmpty() ? missing : missing + ", which may be " + trailer;
  }

  /** Returns whether the tail of a file has the end marker of the image. */
  public static boolean isIn(byte[] tail, int length, String formatName) {
    byte[] end = formatName.equals("PNG") ? IEND : EOI;
    for (int from = length - end.length; from >= 0; from--) {
      if (Arrays.equals(tail, from, from + end.length, end, 0, end.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the reason why the tail of a file does not have the end marker of the image.
   *
   * @param start the first {@link #START} bytes of the file, or all of them
   * @param tail the last {@link #TAIL} bytes of the file, or all of them
   */
  public static ImageCompleteness explain(byte[] start, byte[] tail, String formatName) {
    if (isZero(tail)) {
      return ZEROS;
    } else if (formatName.equals("PNG")) {
      return MISSING;
    }
    String beginning = text(start, Math.min(start.length, START));
    if (MPF.matcher(beginning).find()) {
      return MORE_IMAGES;
    }
    if (MOTION_PHOTO.matcher(beginning).find()) {
      return VIDEO;
    }
    return CAMERA_TRAILER.matcher(text(tail, tail.length)).find() ? CAMERA_DATA : MISSING;
  }

  /** Reads the end of an image, and its start if there is no end. */
  public static ImageCompleteness of(ImageData image, String formatName) throws IOException {
    byte[] tail = new byte[(int) Math.min(TAIL, image.size())];
    int length = image.read(image.size() - tail.length, tail);
    if (isIn(tail, length, formatName)) {
      return WHOLE;
    }
    byte[] start = new byte[(int) Math.min(START, image.size())];
    image.read(0, start);
    return explain(start, tail, formatName);
  }

  /**
   * Logs a warning if an image has no end marker, since the service may reject it or embed only a
   * part of it.
   */
  public static void warnIfIncomplete(ImageData image, String formatName) throws IOException {
    ImageCompleteness end = of(image, formatName);
    if (end != WHOLE) {
      LOG.log(Level.WARNING, () -> image.label() + ": " + end.describe(formatName));
    }
  }

  private static boolean isZero(byte[] tail) {
    for (byte each : tail) {
      if (each != 0) {
        return false;
      }
    }
    return tail.length == TAIL;
  }

  /** One character for each byte. */
  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, ISO_8859_1);
  }
}
