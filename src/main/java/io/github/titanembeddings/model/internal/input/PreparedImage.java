package io.github.titanembeddings.model.internal.input;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.HeaderStep.ImageHeader;
import io.github.titanembeddings.internal.image.ImageCompleteness;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.internal.image.ImageFitter;
import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageHeaderParser;
import io.github.titanembeddings.internal.image.MemoryImage;
import io.github.titanembeddings.internal.image.UnfitImageException;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.Dimension;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An image to send, and how it was changed. */
public record PreparedImage(ImageData data, ImageInfo info, @Nullable ImageAdjustment adjustment) {
  /** Checks an image, and downscales it if the policy allows and the limits require it. */
  public static PreparedImage of(ImageData image, ImagePolicy policy, long maxSentBytes) {
    HeaderStep header = header(image);
    RequestCheck.requireValid(policy.check(image.label(), image.size(), header));
    try {
      if (!policy.needsFitting(image, header, maxSentBytes)) {
        ImageInfo info = info(image.label(), image.size(), header);
        ImageCompleteness.warnIfIncomplete(image, info.formatName());
        return new PreparedImage(image, info, null);
      }
      return fitted(image, ImageFitter.fit(image, policy.goal(maxSentBytes)), policy);
    } catch (UnfitImageException | IOException e) {
      throw failure(image, e);
    }
  }

  private static TitanException failure(ImageData image, Exception failure) {
    if (!(failure instanceof UnfitImageException unfit)) {
      return ImageProblems.unreadable(image.label(), (IOException) failure);
    }
    String remedy =
        switch (unfit.code()) {
          case ViolationCodes.IMAGE_TOO_MANY_PIXELS, ViolationCodes.IMAGE_TOO_LARGE ->
              "make it smaller";
          default -> "give an undamaged image, or convert it to PNG or JPEG";
        };
    return ImageProblems.refused(unfit.code(), image.label() + ": " + unfit.found(), remedy, unfit);
  }

  /** Returns the header of an image, or why it cannot be used. */
  public static HeaderStep header(ImageData image) {
    try {
      return ImageHeaderParser.read(image);
    } catch (IOException e) {
      throw ImageProblems.unreadable(image.label(), e);
    }
  }

  public static ImageInfo info(ImageData image) {
    return info(image.label(), image.size(), header(image));
  }

  /** Returns the properties in a header; throws if the image cannot be used. */
  public static ImageInfo info(String label, long size, HeaderStep step) {
    if (step instanceof ImageHeader known) {
      return new ImageInfo(known.formatName(), known.width(), known.height(), size);
    }
    HeaderStep.Unusable unusable = (HeaderStep.Unusable) step;
    throw ImageProblems.refused(
        unusable.code(), label + ": " + unusable.found(), "give a PNG or JPEG", null);
  }

  /** Reads the header of an image in another format by ImageIO. */
  public static ImageInfo foreign(ImageData image) {
    try {
      Dimension size = ImageFitter.sizeOf(image);
      return new ImageInfo("OTHER", size.width, size.height, image.size());
    } catch (UnfitImageException | IOException e) {
      throw failure(image, e);
    }
  }

  private static PreparedImage fitted(ImageData image, FittedImage fitted, ImagePolicy policy) {
    MemoryImage data = new MemoryImage(ByteBuffer.wrap(fitted.bytes()));
    ImageAdjustment adjustment =
        ImageAdjustments.of(image.size(), fitted, policy.minDownscaledSide());
    return new PreparedImage(data, adjustment.sent(), adjustment);
  }
}
