package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Set;

/**
 * A check of a dataset's content, whose findings are warnings.
 *
 * <pre>{@code
 * DatasetValidator.builder()
 *     .training(DatasetManifest.of(Path.of("train.jsonl")))
 *     .contentChecks(Set.of(ContentCheck.CAPTION_TEXT, ContentCheck.CAPTION_LANGUAGE))
 *     .build()
 *     .validate();
 * }</pre>
 *
 * @see DatasetValidator.Builder#contentChecks(Set)
 */
public enum ContentCheck {
  /**
   * Copies of images, including those re-encoded, scaled proportionally, or cropped by up to 5 %
   * per side: {@code image.near-duplicate} within a manifest, {@code image.near-leaked} if a
   * validation image is a copy of a training image. A few crops of fine patterns, such as text or
   * bricks, are missed. A mirrored or clearly recolored image is not a copy. Images based on one
   * template that differ only in a small detail may be reported as copies, for example if the only
   * difference is a word whose letters are smaller than about 5 % of the image's width (or larger,
   * if one of the images is cropped or noisy). Review the gallery of the report before you drop
   * them. Captions of the same image that share no word are {@code caption.contradictory}. An image
   * that cannot be decoded is {@code image.unreadable}.
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
   * Images with far more or fewer pixels than most: {@code image.size-outlier}. The limits are a
   * factor of at least 8 below the first and above the third quartile, more if sizes vary widely.
   * Nothing is reported for fewer than 100 images, or if more than 2 % of them are outside the
   * limits, since they are then part of the distribution.
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
   * Captions in another script or with common words of another language: {@code
   * caption.not-english}, since the model reads English. Detects nearly all sentences in ten
   * languages with Latin script (German, French, Spanish, Italian, Portuguese, Dutch, Swedish,
   * Polish, Indonesian, Turkish), but not short captions of rare words. Foreign names, titles and
   * dishes in an English caption are usually accepted; a caption that consists only of a foreign
   * title or dish may be reported.
   */
  CAPTION_LANGUAGE(ViolationCodes.CAPTION_NOT_ENGLISH),
  /** Captions of many images that differ only in numbers: {@code caption.numbered}. */
  CAPTION_NUMBERS(ViolationCodes.CAPTION_NUMBERED),
  /**
   * Captions with far more or fewer characters than most: {@code caption.length-outlier}. Applies
   * the same rule as {@link #IMAGE_SIZE} to the number of Unicode code points.
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

  /**
   * Returns whether the check reads images, so that a validator can run it only with {@link
   * DatasetValidator.Builder#images}. Selects the checks for a dataset whose images are not
   * available.
   */
  public boolean needsImages() {
    return this == COPIES || this == IMAGE_DETAIL || this == IMAGE_SIZE;
  }
}
