#!/usr/bin/python3
"""A browser for tests: WebKitGTK with ITP and a profile that lasts, which its own MiniBrowser cannot keep.

WebKitWebDriver starts it. Names are resolved by the proxy, which is the test's own network, and certificates are not
checked, since that network makes its own.
"""

import argparse
import os
import signal

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--profile", required=True)
parser.add_argument("--proxy", required=True)
parser.add_argument("--automation", action="store_true")
given, _ = parser.parse_known_args()

os.makedirs(given.profile, exist_ok=True)
with open(os.path.join(given.profile, "pid"), "w", encoding="ascii") as file:
    file.write(str(os.getpid()))

data = WebKit2.WebsiteDataManager(
    base_data_directory=os.path.join(given.profile, "data"),
    base_cache_directory=os.path.join(given.profile, "cache"),
)
data.set_itp_enabled(True)
data.set_tls_errors_policy(WebKit2.TLSErrorsPolicy.IGNORE)
data.set_network_proxy_settings(
    WebKit2.NetworkProxyMode.CUSTOM, WebKit2.NetworkProxySettings.new(given.proxy, None)
)
context = WebKit2.WebContext.new_with_website_data_manager(data)
data.get_cookie_manager().set_persistent_storage(
    os.path.join(given.profile, "cookies.sqlite"), WebKit2.CookiePersistentStorage.SQLITE
)
context.set_automation_allowed(True)
views = []


def deny(_view, request):
    """Nobody is there to answer a prompt for storage access."""
    if isinstance(request, WebKit2.WebsiteDataAccessPermissionRequest):
        request.deny()
        return True
    return False


def make_view(*_):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    view.get_settings().set_javascript_can_open_windows_automatically(True)
    window = Gtk.Window()
    window.set_default_size(1000, 700)
    window.add(view)
    window.show_all()
    views.append(view)

    def closed(_view):
        window.destroy()
        views.remove(view)
        if not views:
            Gtk.main_quit()

    view.connect("permission-request", deny)
    view.connect("close", closed)
    return view


def started(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("TestWebKit")
    info.set_version(1, 0, 0)
    session.set_application_info(info)
    session.connect("create-web-view", make_view)


def stop():
    Gtk.main_quit()
    return False


context.connect("automation-started", started)
GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGTERM, stop)
Gtk.main()
