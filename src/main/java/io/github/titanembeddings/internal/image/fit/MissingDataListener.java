package io.github.titanembeddings.internal.image.fit;

import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears a reader's warnings that pixels are missing.
 *
 * <p>JPEG readers only warn of a file that ends early or is damaged and return grey in place of
 * what is missing. Other warnings leave the pixels alone: of a broken colour profile, or of an end
 * marker that is missing behind the last pixel.
 */
final class MissingDataListener implements IIOReadWarningListener {
  private static final List<String> SIGNS = List.of("premature end", "bad huffman code");

  private @Nullable String heard;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    if (heard == null && SIGNS.stream().anyMatch(text::contains)) {
      heard = warning;
    }
  }

  /** Throws if pixels are missing. */
  void check() throws IIOException {
    if (heard != null) {
      throw new IIOException(heard);
    }
  }
}
