package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Set;

/**
 * A check of a dataset's content, whose findings are warnings.
 *
 * @see DatasetValidator.Builder#contentChecks(Set)
 */
public enum ContentCheck {
  /**
   * Copies of images, including those re-encoded, resized in proportion, or cropped by up to 5 %
   * per side: {@code image.near-duplicate} within a manifest, {@code image.near-leaked} if a
   * validation image is a copy of a training image. A few crops of fine patterns, such as text or
   * bricks, are missed. A mirrored or clearly recolored image is not a copy. Images of one template
   * that differ only in a small detail, such as a word in letters of less than about 5 % of the
   * image's width (more if one is cropped or noisy), may be reported as copies: look at the gallery
   * before dropping them. Captions of the same image without a common word are {@code
   * caption.contradictory}. An image that cannot be decoded is {@code image.unreadable}.
   */
  COPIES(
      ViolationCodes.IMAGE_NEAR_DUPLICATE,
      ViolationCodes.IMAGE_NEAR_LEAKED,
      ViolationCodes.CAPTION_CONTRADICTORY,
      ViolationCodes.IMAGE_UNREADABLE),
  /**
   * Images with nothing to learn, with transparency seen as white: {@code image.uniform}, {@code
   * image.dark}, {@code image.bright}, {@code image.transparent}, {@code image.low-detail} and
   * {@code image.blurred}. An image with a clear, sharp object of 0.1 % of its area or more is
   * accepted. An image that cannot be decoded is {@code image.unreadable}.
   */
  IMAGE_DETAIL(
      ViolationCodes.IMAGE_UNIFORM,
      ViolationCodes.IMAGE_DARK,
      ViolationCodes.IMAGE_BRIGHT,
      ViolationCodes.IMAGE_TRANSPARENT,
      ViolationCodes.IMAGE_LOW_DETAIL,
      ViolationCodes.IMAGE_BLURRED,
      ViolationCodes.IMAGE_UNREADABLE),
  /**
   * Images that have far more or fewer pixels than most, {@code image.size-outlier}: at least by a
   * factor of 8 beyond those of the middle half of the images. Nothing is reported of fewer than
   * 100 images, or if more than 2 % are so far off, which are then a part of the set.
   */
  IMAGE_SIZE(ViolationCodes.IMAGE_SIZE_OUTLIER),
  /**
   * Captions that do not describe an image: {@code caption.file-name}, {@code caption.url}, {@code
   * caption.html}, {@code caption.placeholder} (also captions without letters) and {@code
   * caption.one-word}.
   */
  CAPTION_TEXT(
      ViolationCodes.CAPTION_FILE_NAME,
      ViolationCodes.CAPTION_URL,
      ViolationCodes.CAPTION_HTML,
      ViolationCodes.CAPTION_PLACEHOLDER,
      ViolationCodes.CAPTION_ONE_WORD),
  /**
   * Captions in another script or with usual words of another language, {@code
   * caption.not-english}: the model reads English. Of ten languages with Latin script, such as
   * German, Spanish and Indonesian, nearly all sentences are found; short captions of rare words
   * are not. Foreign names, titles and dishes in an English caption are usually accepted; a caption
   * that is a foreign title or dish alone may be reported.
   */
  CAPTION_LANGUAGE(ViolationCodes.CAPTION_NOT_ENGLISH),
  /** Captions of many images that differ only in numbers: {@code caption.numbered}. */
  CAPTION_NUMBERS(ViolationCodes.CAPTION_NUMBERED),
  /**
   * Captions that are far longer or shorter than most, {@code caption.length-outlier}: the same as
   * {@link #IMAGE_SIZE}, by the number of characters.
   */
  CAPTION_LENGTH(ViolationCodes.CAPTION_LENGTH_OUTLIER);

  @SuppressWarnings("ImmutableEnumChecker") // Set.of
  private final Set<String> codes;

  ContentCheck(String... codes) {
    this.codes = Set.of(codes);
  }

  /**
   * Returns the {@linkplain ViolationCodes codes} of the check's findings. {@code image.unreadable}
   * is reported by two checks, and as an error if the object store fails to read an image.
   */
  public Set<String> codes() {
    return codes;
  }

  /** Returns whether the check requires {@link DatasetValidator.Builder#images}. */
  public boolean needsImages() {
    return this == COPIES || this == IMAGE_DETAIL || this == IMAGE_SIZE;
  }
}
