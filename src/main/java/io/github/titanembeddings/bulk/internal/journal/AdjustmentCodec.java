package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageFormat;
import io.github.titanembeddings.model.ImageInfo;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What was changed in an image, within a record. */
final class AdjustmentCodec {
  private static final int IMAGE_BYTES = 1 + 2 * Integer.BYTES + Long.BYTES;
  static final int BYTES = 2 * IMAGE_BYTES + 1;

  /** A format's place is its number in a journal, and a change's is its bit. */
  private static final List<ImageFormat> FORMATS =
      List.of(ImageFormat.PNG, ImageFormat.JPEG, ImageFormat.OTHER);

  private static final List<ImageAdjustment.Change> CHANGES =
      List.of(
          ImageAdjustment.Change.SCALED,
          ImageAdjustment.Change.ORIENTED,
          ImageAdjustment.Change.CONVERTED,
          ImageAdjustment.Change.FLATTENED,
          ImageAdjustment.Change.DETAIL_LOST);

  private AdjustmentCodec() {}

  static void write(ImageAdjustment adjustment, ByteBuffer target) {
    writeImage(adjustment.original(), target);
    writeImage(adjustment.sent(), target);
    int bits = 0;
    for (ImageAdjustment.Change change : adjustment.changes()) {
      bits |= 1 << CHANGES.indexOf(change);
    }
    target.put((byte) bits);
  }

  static ImageAdjustment read(ByteBuffer source) {
    ImageInfo original = readImage(source);
    ImageInfo sent = readImage(source);
    int bits = source.get();
    Set<ImageAdjustment.Change> changes = EnumSet.noneOf(ImageAdjustment.Change.class);
    for (int i = 0; i < CHANGES.size(); i++) {
      if ((bits & (1 << i)) != 0) {
        changes.add(CHANGES.get(i));
      }
    }
    return ImageAdjustment.of(original, sent, changes);
  }

  private static void writeImage(ImageInfo image, ByteBuffer target) {
    target.put((byte) FORMATS.indexOf(image.format()));
    target.putInt(image.width()).putInt(image.height()).putLong(image.byteCount());
  }

  private static ImageInfo readImage(ByteBuffer source) {
    return ImageInfo.of(
        FORMATS.get(source.get()), source.getInt(), source.getInt(), source.getLong());
  }
}
