"""Table of contents of version 1: one line per route."""

from django.urls import path

import core.converters  # noqa: F401 - registers `id`
from api.v1.auth import views as auth
from api.v1.devices import views as devices
from api.v1.events import views as events
from api.v1.ideas import authors as idea_authors
from api.v1.ideas import calls as idea_calls
from api.v1.ideas import comments, interests, open_data, photos, reports, similar, steps
from api.v1.ideas import recording as idea_recording
from api.v1.ideas import views as ideas
from api.v1.me import notifications as my_notifications
from api.v1.me import registrations as my_registrations
from api.v1.me import sync as my_sync
from api.v1.me import views as me
from api.v1.measures import views as measures
from api.v1.news import feeds as news_feeds
from api.v1.news import views as news
from api.v1.newsletter import views as newsletter
from api.v1.polls import views as polls
from api.v1.reference import retention
from api.v1.reference import views as reference
from api.v1.registrations import doors, participants
from api.v1.registrations import views as registrations
from api.v1.results import views as results
from api.v1.sync import views as sync
from api.v1.uploads import views as uploads

urlpatterns = [
    # Reference
    path("config", reference.ConfigurationView.as_view(), name="configuration"),
    path("municipalities", reference.MunicipalityList.as_view(), name="municipality-list"),
    path("municipalities/<slug:slug>", reference.MunicipalityDetail.as_view(), name="municipality-detail"),
    path("topics", reference.TopicList.as_view(), name="topic-list"),
    path("organizations", reference.OrganizationList.as_view(), name="organization-list"),
    path("privacy/retention", retention.RetentionView.as_view(), name="retention"),
    # Events
    path("events", events.EventList.as_view(), name="event-list"),
    path("events.ics", events.EventFeed.as_view(), name="event-feed"),
    path("events/facets", events.EventFacets.as_view(), name="event-facets"),
    path("events/<id:event_id>", events.EventDetail.as_view(), name="event-detail"),
    path("events/by-external-id/<path:external_id>", events.EventByNumber.as_view(), name="event-by-number"),
    path("events/<id:event_id>/event.jsonld", events.EventLinkedData.as_view(), name="event-linked-data"),
    path("events/<id:event_id>/calendar.ics", events.EventCalendarFile.as_view(), name="event-calendar-file"),
    # Registration
    path("events/<id:event_id>/registrations", registrations.Register.as_view(), name="registration-register"),
    path("events/<id:event_id>/participants", participants.ParticipantList.as_view(), name="participant-list"),
    path("events/<id:event_id>/check-ins", doors.CheckIns.as_view(), name="check-in"),
    path("registrations/confirm", registrations.Confirm.as_view(), name="registration-confirm"),
    path("registrations/cancel", registrations.Cancel.as_view(), name="registration-cancel"),
    path("registrations/accept-offer", registrations.AcceptOffer.as_view(), name="registration-accept-offer"),
    path("registrations/decline-offer", registrations.DeclineOffer.as_view(), name="registration-decline-offer"),
    path("registrations/manage", registrations.Manage.as_view(), name="registration-manage"),
    path("registrations/access", registrations.Access.as_view(), name="registration-access"),
    # Ideas
    path("ideas", ideas.IdeaList.as_view(), name="idea-list"),
    path("ideas.geojson", open_data.IdeasAsGeoJson.as_view(), name="idea-map"),
    path("ideas.csv", open_data.IdeasAsTable.as_view(), name="idea-table"),
    path("ideas/similar", similar.SimilarIdeas.as_view(), name="similar-idea-list"),
    path("ideas/recorded", idea_recording.Recording.as_view(), name="idea-recording"),
    path("ideas/photos", photos.PhotoList.as_view(), name="idea-photo-list"),
    path("ideas/confirm", idea_authors.IdeaConfirmation.as_view(), name="idea-confirmation"),
    path("ideas/<id:idea_id>", idea_authors.IdeaDetail.as_view(), name="idea-detail"),
    path("ideas/<id:idea_id>/submit", idea_authors.DraftSubmission.as_view(), name="draft-submission"),
    path("ideas/<id:idea_id>/solved", idea_authors.IdeaSolved.as_view(), name="idea-solved"),
    path("ideas/<id:idea_id>/history", steps.IdeaHistory.as_view(), name="idea-history"),
    path("ideas/interests/confirm", interests.InterestConfirmation.as_view(), name="interest-confirmation"),
    path("ideas/unfollow", interests.EndOfFollowing.as_view(), name="end-of-following"),
    path("ideas/<id:idea_id>/support", interests.SupportView.as_view(), name="idea-support"),
    path("ideas/<id:idea_id>/follow", interests.FollowView.as_view(), name="idea-follow"),
    path("ideas/<id:idea_id>/comments", comments.CommentList.as_view(), name="comment-list"),
    path("ideas/<id:idea_id>/reports", reports.IdeaReports.as_view(), name="idea-report-list"),
    path("comments/confirm", comments.CommentConfirmation.as_view(), name="comment-confirmation"),
    path("comments/<id:comment_id>/reports", reports.CommentReports.as_view(), name="comment-report-list"),
    path("comments/<id:comment_id>", comments.CommentDetail.as_view(), name="comment-detail"),
    path("idea-calls", idea_calls.IdeaCallList.as_view(), name="idea-call-list"),
    path("idea-calls/<slug:slug>", idea_calls.IdeaCallDetail.as_view(), name="idea-call-detail"),
    path("idea-calls/<slug:slug>/results", results.CallResults.as_view(), name="idea-call-results"),
    path("results", results.RegionResults.as_view(), name="results"),
    path("me/ideas", idea_authors.OwnIdeas.as_view(), name="own-idea-list"),
    path("me/supports", interests.OwnSupports.as_view(), name="own-support-list"),
    path("me/follows", interests.OwnFollows.as_view(), name="own-follow-list"),
    path("me/comments", comments.OwnComments.as_view(), name="own-comment-list"),
    # Measures
    path("measures", measures.MeasureList.as_view(), name="measure-list"),
    path("measures/<slug:slug>", measures.MeasureDetail.as_view(), name="measure-detail"),
    # Polls
    path("polls", polls.PollList.as_view(), name="poll-list"),
    path("polls/<id:poll_id>", polls.PollDetail.as_view(), name="poll-detail"),
    path("polls/<id:poll_id>/results", polls.PollResultsView.as_view(), name="poll-results"),
    path("polls/<id:poll_id>/ballots", polls.BallotList.as_view(), name="ballot-list"),
    path("me/ballots", polls.OwnBallots.as_view(), name="own-ballot-list"),
    # News
    path("news", news.ArticleList.as_view(), name="news-list"),
    path("news.rss", news_feeds.ArticleRss.as_view(), name="news-rss"),
    path("news.atom", news_feeds.ArticleAtom.as_view(), name="news-atom"),
    path("news.json", news_feeds.ArticleJsonFeed.as_view(), name="news-json-feed"),
    path("news/facets", news.ArticleFacets.as_view(), name="news-facets"),
    path("news/by-external-id/<path:external_id>", news.ArticleByNumber.as_view(), name="news-by-number"),
    path("news/<id:article_id>", news.ArticleDetail.as_view(), name="news-detail"),
    # Newsletter
    path("newsletter/subscriptions", newsletter.Subscribe.as_view(), name="newsletter-subscription"),
    path("newsletter/confirm", newsletter.Confirm.as_view(), name="newsletter-confirmation"),
    path("newsletter/unsubscribe", newsletter.Unsubscribe.as_view(), name="newsletter-end"),
    path("newsletter/preferences", newsletter.Preferences.as_view(), name="newsletter-preferences"),
    # Accounts
    path("auth/register", auth.Register.as_view(), name="sign-up"),
    path("auth/verify-email", auth.VerifyEmail.as_view(), name="verify-email"),
    path("auth/token", auth.SignIn.as_view(), name="sign-in"),
    path("auth/token/refresh", auth.Refresh.as_view(), name="refresh-tokens"),
    path("auth/token/revoke", auth.Revoke.as_view(), name="sign-out"),
    path("auth/password/reset", auth.ResetPassword.as_view(), name="password-reset"),
    path("auth/password/reset/confirm", auth.ConfirmPasswordReset.as_view(), name="password-reset-confirmation"),
    path("auth/password/change", auth.ChangePassword.as_view(), name="password-change"),
    path("auth/invitation/accept", auth.AcceptInvitation.as_view(), name="invitation-acceptance"),
    path("auth/email/change", auth.ChangeEmail.as_view(), name="email-change"),
    path("auth/email/change/confirm", auth.ConfirmEmailChange.as_view(), name="email-change-confirmation"),
    # One's own
    path("me", me.Me.as_view(), name="me"),
    path("me/export", me.Export.as_view(), name="my-export"),
    path("me/sessions", me.SessionList.as_view(), name="my-session-list"),
    path("me/sessions/<id:session_id>", me.SessionDetail.as_view(), name="my-session-detail"),
    path("me/notifications", my_notifications.NotificationList.as_view(), name="my-notification-list"),
    path("me/notifications/unread-count", my_notifications.UnreadCount.as_view(), name="my-unread-count"),
    path("me/notifications/mark-read", my_notifications.ReadUpTo.as_view(), name="my-notifications-read"),
    path(
        "me/notifications/<id:notification_id>",
        my_notifications.NotificationDetail.as_view(),
        name="my-notification-detail",
    ),
    path(
        "me/notification-settings",
        my_notifications.NotificationSettingsView.as_view(),
        name="my-notification-settings",
    ),
    path("me/devices", devices.OwnDevices.as_view(), name="my-device-list"),
    path("me/devices/<id:device_id>", devices.OwnDevice.as_view(), name="my-device-detail"),
    path("me/sync", my_sync.MySync.as_view(), name="my-sync"),
    path("me/registrations", my_registrations.RegistrationList.as_view(), name="my-registration-list"),
    path(
        "me/registrations/<id:registration_id>",
        my_registrations.RegistrationDetail.as_view(),
        name="my-registration-detail",
    ),
    path(
        "me/registrations/<id:registration_id>/access",
        my_registrations.RegistrationAccess.as_view(),
        name="my-registration-access",
    ),
    # Devices without account
    path("devices", devices.Devices.as_view(), name="device-registration"),
    path("devices/current", devices.CurrentDevice.as_view(), name="current-device"),
    # Content by staff
    path("organizations/<slug:slug>/events", events.EventsOfOrganization.as_view(), name="organization-event-list"),
    path("organizations/<slug:slug>/news", news.ArticlesOfOrganization.as_view(), name="organization-news-list"),
    path("uploads", uploads.UploadList.as_view(), name="upload-list"),
    # Keeping a copy
    path("sync", sync.Sync.as_view(), name="sync"),
]
