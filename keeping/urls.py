urlpatterns = []
app_name = "keeping"
