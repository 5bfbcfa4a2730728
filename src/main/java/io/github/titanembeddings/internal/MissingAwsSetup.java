package io.github.titanembeddings.internal;

import io.github.titanembeddings.internal.text.Abbreviate;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Recognizes and explains the AWS SDK's messages about a missing region or credentials. */
public final class MissingAwsSetup {
  private static final int SHOWN = 500;

  private static final List<String> NO_REGION =
      List.of("Unable to load region from", "Missing Region");

  private static final List<String> NO_CREDENTIALS =
      List.of(
          "Unable to load credentials from",
          "Unable to load token from",
          "Profile file contained no credentials");

  private static final List<String> NO_ENDPOINT =
      List.of("was not a valid URI", "Invalid Configuration: ");

  /** A module that the AWS SDK needs for a profile. */
  private static final Pattern MODULE =
      Pattern.compile("To use [^,\\[\\]]{1,200}, the '([a-z]+)' service module must be on");

  private MissingAwsSetup() {}

  /** Returns whether a message says that region, endpoint or credentials can't be resolved. */
  public static boolean isMissing(String message) {
    return holds(message, NO_REGION)
        || holds(message, NO_CREDENTIALS)
        || holds(message, NO_ENDPOINT)
        || MODULE.matcher(message).find();
  }

  /** Returns the missing setting and where it can be set. */
  public static String explain(String message) {
    List<MatchResult> modules = MODULE.matcher(message).results().toList();
    if (!modules.isEmpty()) {
      String module = modules.get(0).group(1);
      return "no AWS credentials: "
          + modules.get(0).group()
          + " the class path; add the dependency software.amazon.awssdk:"
          + module
          + (module.equals("sso") ? " and software.amazon.awssdk:ssooidc" : "");
    }
    if (holds(message, NO_REGION)) {
      return "no AWS region: set region(...), the environment variable AWS_REGION, the system"
          + " property aws.region, or region in the AWS profile";
    }
    if (holds(message, NO_CREDENTIALS)) {
      return "no AWS credentials: set credentialsProvider(...) or apiKey(...), the environment"
          + " variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_BEARER_TOKEN_BEDROCK, or"
          + " an AWS profile";
    }
    return Abbreviate.beginning(message, SHOWN);
  }

  private static boolean holds(String message, List<String> texts) {
    return texts.stream().anyMatch(message::contains);
  }
}
