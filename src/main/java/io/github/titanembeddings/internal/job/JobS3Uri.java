package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.Locale;

/**
 * The service's rule for the {@code s3://} URIs of a job, which is narrower than Amazon S3's.
 * Linear in the length of the URI.
 */
public final class JobS3Uri {
  private static final String SCHEME = "s3://";
  private static final int MAX_LENGTH = 1024;
  private static final int MIN_BUCKET = 3;
  private static final int MAX_BUCKET = 63;
  private static final String MARKS = "-!_*'().";

  private JobS3Uri() {}

  /** Returns the first violation, if any. */
  public static List<Violation> violations(String path, String uri) {
    String problem = problem(uri);
    return problem.isEmpty()
        ? List.of()
        : List.of(
            Violation.error(path, ViolationCodes.S3_URI_NOT_ACCEPTED)
                .actual(NameRule.shown(uri) + ", " + problem)
                .limit(
                    "at most 1,024 characters, s3://bucket/folder/file: a bucket of 3 to 63"
                        + " lower-case letters, digits, dots and hyphens, and a key of letters,"
                        + " digits and - ! _ * ' ( ) . between single slashes; Amazon S3 allows"
                        + " more, such as = + @ % and spaces, but a job does not")
                .remedy("copy the data to a key without them")
                .build());
  }

  private static String problem(String uri) {
    if (uri.length() > MAX_LENGTH) {
      return String.format(Locale.ROOT, "%,d characters", uri.length());
    }
    if (!uri.startsWith(SCHEME)) {
      return "which does not begin with s3://";
    }
    int slash = uri.indexOf('/', SCHEME.length());
    int end = slash < 0 ? uri.length() : slash;
    int length = end - SCHEME.length();
    if (length < MIN_BUCKET || length > MAX_BUCKET) {
      return "whose bucket has " + length + " characters";
    }
    for (int i = SCHEME.length(); i < uri.length(); i++) {
      boolean allowed = i < end ? inBucket(uri, i, end) : inKey(uri, i);
      if (!allowed) {
        return "with "
            + NameRule.characterAt(uri, i)
            + (i < end ? ", in the bucket" : ", in the key");
      }
    }
    return "";
  }

  private static boolean inBucket(String uri, int index, int end) {
    char c = uri.charAt(index);
    boolean inside = index > SCHEME.length() && index < end - 1;
    boolean alphanumeric = NameRule.isAlphanumeric(c) && !(c >= 'A' && c <= 'Z');
    return alphanumeric || (inside && (c == '.' || c == '-'));
  }

  private static boolean inKey(String uri, int index) {
    char c = uri.charAt(index);
    return c == '/'
        ? uri.charAt(index - 1) != '/'
        : NameRule.isAlphanumeric(c) || MARKS.indexOf(c) >= 0;
  }
}
