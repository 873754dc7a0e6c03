"""Table of contents of the pages."""

from django.urls import path

from pages.views import (
    app_links,
    auth,
    comments,
    guide,
    ideas,
    interests,
    legal,
    moderation,
    privacy,
    problems,
    registrations,
    site,
)

urlpatterns = [
    path("", site.landing, name="landing"),
    path("robots.txt", site.robots),
    path(".well-known/apple-app-site-association", app_links.apple),
    path(".well-known/assetlinks.json", app_links.android),
    path("api", guide.api_guide, name="api-guide"),
    path("legal", legal.index, name="legal"),
    path("legal/<slug:kind>", legal.document, name="legal-document"),
    path("legal/<slug:kind>/<slug:slug>", legal.document, name="legal-document"),
    path("problems", problems.index, name="problems"),
    path("problems/<slug:code>", problems.problem, name="problem"),
    path("privacy/retention", privacy.retention, name="retention-page"),
    path("registrations/confirm", registrations.confirm, name="registration-confirm"),
    path("registrations/manage", registrations.manage, name="registration-manage"),
    path("registrations/cancel", registrations.cancel, name="registration-cancel"),
    path("registrations/accept-offer", registrations.accept_offer, name="registration-accept-offer"),
    path("registrations/decline-offer", registrations.decline_offer, name="registration-decline-offer"),
    path("ideas/confirm", ideas.confirm, name="idea-confirm"),
    path("ideas/<uuid:idea_id>", ideas.show, name="idea"),
    path("ideas/interests/confirm", interests.confirm, name="interest-confirm"),
    path("ideas/unfollow", interests.unfollow, name="idea-unfollow"),
    path("ideas/solved", ideas.solved, name="idea-solved"),
    path("ideas/revise", moderation.revise, name="idea-revise"),
    path("ideas/<uuid:idea_id>/report", moderation.report_idea, name="idea-report"),
    path("comments/<uuid:comment_id>/report", moderation.report_comment, name="comment-report"),
    path("moderation/appeal", moderation.appeal, name="moderation-appeal"),
    path("comments/confirm", comments.confirm, name="comment-confirm"),
    path("auth/verify-email", auth.verify_email, name="verify-email-page"),
    path("auth/password-reset", auth.password_reset, name="password-reset-page"),
    # Under the name by which the administration's sign-in page looks for it.
    path("auth/forgotten-password", auth.forgotten_password, name="admin_password_reset"),
    path("auth/invitation", auth.invitation, name="invitation-page"),
    path("auth/email-change", auth.email_change, name="email-change-page"),
]
