package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;

/** The limits and remedies of the findings. */
final class Remedies {
  private Remedies() {}

  static String limit(String code) {
    return switch (code) {
      case ViolationCodes.IMAGE_UNIFORM -> "more than " + ImageFlaws.UNIFORM_LEVELS;
      case ViolationCodes.IMAGE_DARK -> "more than " + ImageFlaws.DARK_LEVEL;
      case ViolationCodes.IMAGE_BRIGHT -> "less than " + ImageFlaws.BRIGHT_LEVEL;
      case ViolationCodes.IMAGE_TRANSPARENT ->
          "at least one pixel with an opacity of " + ImageFlaws.MIN_OPACITY + " of 255 or more";
      case ViolationCodes.IMAGE_LOW_DETAIL -> "more than " + ImageFlaws.WEAK_EDGE;
      case ViolationCodes.IMAGE_BLURRED ->
          String.format(Locale.ROOT, "%.1f %% or less", ImageFlaws.BLURRED_WIDTH);
      default -> "";
    };
  }

  static String of(String code) {
    return switch (code) {
      case ViolationCodes.IMAGE_NEAR_LEAKED ->
          "remove it or move it to training: a model must not be validated with its training data";
      case ViolationCodes.IMAGE_SIZE_OUTLIER -> "check that it belongs to the set";
      case ViolationCodes.IMAGE_UNREADABLE ->
          "open the image in a viewer; replace it if it is broken";
      case ViolationCodes.CAPTION_CONTRADICTORY -> "correct one of the captions";
      case ViolationCodes.CAPTION_HTML -> "keep only the text, or set DatasetRepair's stripHtml";
      case ViolationCodes.CAPTION_NOT_ENGLISH -> "translate it: the model reads English";
      case ViolationCodes.CAPTION_NUMBERED -> "describe how the images differ";
      case ViolationCodes.CAPTION_LENGTH_OUTLIER -> "check that it describes the image";
      default ->
          code.startsWith("image.")
              ? "replace the image: the model learns nothing from it"
              : "describe the image";
    };
  }
}
