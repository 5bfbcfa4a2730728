package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds captions that do not describe an image: file names, URLs, HTML, placeholders. */
public final class CaptionText {
  /** The beginning of a caption that is looked at; the service reads no more either. */
  private static final int MAX_READ = 4096;

  private static final int MAX_SHOWN = 60;

  private static final Pattern FILE_NAME =
      Pattern.compile(
          "[^\\n"
              + "]{0,200}\\.(?:jpe?g|png|gif|bmp|tiff?|webp|heic|avif|svg|psd|raw|cr2|nef)|(?:img|dsc[nf]?|pxl|mvi|dji|gopr|screenshot|screen"
              + " shot|whatsapp image)[ _-]?\\d[\\w.:()-]*(?: at \\d[\\d.:]*(?: [ap]m)?)?"
              + "|\\w+_\\d+|p\\d{7}"
              + "|(?:[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27})",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern URL =
      Pattern.compile(
          "\\b(?:https?|ftp|s3|gs|file)://\\S|\\bwww\\.\\w|^//\\w|\\bdata:\\w+/",
          Pattern.CASE_INSENSITIVE);

  /** The names of HTML tags; other words between angle brackets are text. */
  public static final String TAG_NAME =
      "(?:a|abbr|acronym|address|article|aside|audio|b|bdi|bdo|big|blockquote|body|"
          + "br|button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|"
          + "dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|"
          + "hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|"
          + "nobr|noscript|ol|optgroup|option|p|picture|pre|q|s|samp|script|section|"
          + "select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|"
          + "tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|wbr|o:p)";

  private static final Pattern HTML =
      Pattern.compile(
          "</?"
              + TAG_NAME
              + "(?:\\s[^<>]*)?/?>|<!--|&(?:[a-z][a-z0-9]{1,9}|#\\d{2,6}|#x[0-9a-f]{2,5});",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}]+");
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "n a",
          "na",
          "nan",
          "none",
          "null",
          "nil",
          "undefined",
          "unknown",
          "untitled",
          "image",
          "images",
          "img",
          "picture",
          "pic",
          "photo",
          "photograph",
          "thumbnail",
          "caption",
          "description",
          "title",
          "text",
          "todo",
          "tbd",
          "test",
          "placeholder",
          "example",
          "sample",
          "default",
          "empty",
          "missing",
          "no caption",
          "no description",
          "no description available",
          "no image",
          "no image available",
          "image not available",
          "image not found",
          "image unavailable",
          "lorem ipsum",
          "lorem ipsum dolor sit amet",
          "tba",
          "no title",
          "no text",
          "not available",
          "an image",
          "a picture",
          "a photo",
          "image of",
          "picture of",
          "photo of",
          "stock photo",
          "alt text",
          "image description",
          "product image",
          "your text here",
          "insert caption here",
          "caption here",
          "copy",
          "file",
          "item",
          "product",
          "x",
          "xx",
          "xxx");

  private CaptionText() {}

  /** The code of a violation and the offending value. */
  record Finding(String code, String actual) {}

  public static boolean isHtml(String text) {
    return HTML.matcher(text).find();
  }

  /** Returns the first problem that these checks find in a caption. */
  public static @Nullable Violation check(String path, String caption, Set<ContentCheck> checks) {
    Finding found =
        UnicodeText.isBlank(caption) // reported elsewhere
            ? null
            : find(
                caption,
                checks.contains(ContentCheck.CAPTION_LANGUAGE),
                checks.contains(ContentCheck.CAPTION_TEXT));
    return found == null
        ? null
        : Violation.warning(path, found.code())
            .actual(found.actual())
            .remedy(Remedies.of(found.code()))
            .build();
  }

  /** Returns the first problem that a caption has, the most specific one; it must not be blank. */
  static @Nullable Finding find(String caption, boolean language, boolean form) {
    String text = caption.length() > MAX_READ ? caption.substring(0, MAX_READ) : caption;
    text = text.strip();
    Finding found = form ? form(text) : null;
    if (found != null) {
      return found;
    }
    String foreign = language ? EnglishText.foreignPart(text) : "";
    if (!foreign.isEmpty()) {
      return finding(ViolationCodes.CAPTION_NOT_ENGLISH, text, foreign);
    }
    boolean oneWord = form && text.chars().noneMatch(Character::isWhitespace);
    return oneWord ? finding(ViolationCodes.CAPTION_ONE_WORD, text, "one word") : null;
  }

  private static @Nullable Finding form(String text) {
    if (isHtml(text)) { // which a repair removes
      return finding(ViolationCodes.CAPTION_HTML, text, "contains HTML");
    } else if (FILE_NAME.matcher(text).matches() && !text.contains("//")) {
      return finding(ViolationCodes.CAPTION_FILE_NAME, text, "a file name");
    } else if (URL.matcher(text).find()) {
      return finding(ViolationCodes.CAPTION_URL, text, "contains a URL");
    }
    String words = NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    if (words.isEmpty()) {
      return finding(ViolationCodes.CAPTION_PLACEHOLDER, text, "no letters");
    }
    return PLACEHOLDERS.contains(words)
        ? finding(ViolationCodes.CAPTION_PLACEHOLDER, text, "a placeholder")
        : null;
  }

  private static Finding finding(String code, String text, String what) {
    return new Finding(code, "\"" + Abbreviate.beginning(text, MAX_SHOWN) + "\": " + what);
  }
}
