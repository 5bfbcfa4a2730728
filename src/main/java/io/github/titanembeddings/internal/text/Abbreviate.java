package io.github.titanembeddings.internal.text;

import java.util.regex.Pattern;

/** Prepares untrusted text for messages: short, on one line, without secrets. */
public final class Abbreviate {
  /** Control, format and line-breaking characters, except the joiners of emoji and words. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\x{200C}\\x{200D}]]+");

  /**
   * User information; a slash belongs to it if a colon comes before, as in unencoded passwords,
   * unless a port number is between the two.
   */
  private static final Pattern USER_INFO =
      Pattern.compile(
          "([a-zA-Z][a-zA-Z0-9+.-]{0,20}://)"
              + "(?:[^/\\s]*@|(?![^/\\s@]*:\\d{1,5}[/?#])[^/\\s@]*:[^\\s@]*@)");

  /** The query and fragment of a URL; those of an S3 URI are part of its key. */
  private static final Pattern QUERY =
      Pattern.compile(
          "((?<![a-zA-Z0-9+.-])(?![sS]3[an]?:)[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\\s?#\"<>]*[?#])[^\\s\"<>]+");

  /** Excludes names that merely contain "sig" or "key", such as "design" and "keyword". */
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "([?&;](?:[\\w-]{0,40}(?:signature|token|credential|secret|passw|pwd|access[-_]?key"
              + "|key-pair)[\\w-]{0,40}|[\\w-]{0,40}key|(?:[\\w-]{0,40}[-_])?sig)=)[^&\\s\"<>]+",
          Pattern.CASE_INSENSITIVE);

  /** Requires a media type or a parameter, unlike "data:" in a text. */
  private static final Pattern DATA =
      Pattern.compile(
          "((?<!\\w)data:(?=[^,\\s]{0,80}[/;])[a-zA-Z0-9/+.;=-]{0,80},)[^\\s\"<>]+",
          Pattern.CASE_INSENSITIVE);

  /** The number of characters after the shown part in which the end of a URL is searched. */
  private static final int LOOKAHEAD = 4_096;

  private Abbreviate() {}

  /**
   * Returns the beginning of a text without secrets, with an ellipsis if there is more, and a space
   * for characters that control the display.
   */
  public static String beginning(String text, int maxLength) {
    boolean cut = text.length() > maxLength + LOOKAHEAD;
    String safe = withoutSecrets(cut ? text.substring(0, maxLength + LOOKAHEAD) : text);
    String shown = safe;
    if (safe.length() > maxLength) {
      boolean splitsPair = Character.isHighSurrogate(safe.charAt(maxLength - 1));
      shown = safe.substring(0, splitsPair ? maxLength - 1 : maxLength) + "…";
    } else if (cut) {
      shown = safe + "…";
    }
    return CONTROL.matcher(shown).replaceAll(" ").strip();
  }

  /** Returns the beginning of the key of an item, for messages. */
  public static String key(String key) {
    return beginning(key, 100);
  }

  /**
   * Returns a text in which the URLs have an ellipsis for the user information, the query, and the
   * content of a data URI. The query of an S3 URI, which is a part of its key, loses only the
   * values of parameters that are named like secrets.
   */
  public static String withoutSecrets(String text) {
    if (text.indexOf(':') < 0 && text.indexOf('=') < 0) {
      return text;
    }
    String safe = USER_INFO.matcher(text).replaceAll("$1…@");
    safe = QUERY.matcher(safe).replaceAll("$1…");
    safe = SECRET_PARAMETER.matcher(safe).replaceAll("$1…");
    return DATA.matcher(safe).replaceAll("$1…");
  }
}
